// SPDX-License-Identifier: Apache-2.0
/**
 * The objects of the Kubernetes API on an SQL database: every accepted write is on disk before it
 * is answered, has a revision of its own, and is seen by watchers in that order.
 */
@NullMarked
package io.slipway.controlplane.store;

import org.jspecify.annotations.NullMarked;
