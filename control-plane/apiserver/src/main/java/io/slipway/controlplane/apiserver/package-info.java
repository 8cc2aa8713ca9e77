// SPDX-License-Identifier: Apache-2.0
/**
 * The Kubernetes API over the object store, for kubectl, client libraries and the controllers of
 * this project alike.
 */
@NullMarked
package io.slipway.controlplane.apiserver;

import org.jspecify.annotations.NullMarked;
