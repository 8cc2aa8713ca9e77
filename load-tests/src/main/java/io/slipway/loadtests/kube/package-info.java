// SPDX-License-Identifier: Apache-2.0
/** Slipway's Kubernetes API as a client finds it: by the kubeconfig that the platform writes. */
@NullMarked
package io.slipway.loadtests.kube;

import org.jspecify.annotations.NullMarked;
