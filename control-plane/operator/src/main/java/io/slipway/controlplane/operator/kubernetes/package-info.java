// SPDX-License-Identifier: Apache-2.0
/**
 * The Kubernetes API, of a cluster or of this process: what is known of it, and what is written.
 */
@NullMarked
package io.slipway.controlplane.operator.kubernetes;

import org.jspecify.annotations.NullMarked;
