// SPDX-License-Identifier: Apache-2.0
/**
 * How the Kubernetes API behaves, as tests that ask over HTTP: status codes, bodies and headers, as
 * clients see them. Kubernetes' own server has to pass them as well as ours.
 */
@NullMarked
package io.slipway.controlplane.testing.contract;

import org.jspecify.annotations.NullMarked;
