// SPDX-License-Identifier: Apache-2.0
/**
 * What tests of the control plane need: a real Kubernetes API on loopback. Nothing here skips: what
 * is missing on the machine fails the test with one line that names it.
 */
@NullMarked
package io.slipway.controlplane.testing;

import org.jspecify.annotations.NullMarked;
