// SPDX-License-Identifier: Apache-2.0
/** Connections to a Kubernetes API for tests. */
@NullMarked
package io.slipway.controlplane.client.testing;

import org.jspecify.annotations.NullMarked;
