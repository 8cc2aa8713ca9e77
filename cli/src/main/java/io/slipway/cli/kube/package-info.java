// SPDX-License-Identifier: Apache-2.0
/**
 * A client of the Kubernetes API, of Slipway's own or of a cluster: who it is by a kubeconfig,
 * which types there are by discovery, files with objects, and how objects are shown.
 */
@NullMarked
package io.slipway.cli.kube;

import org.jspecify.annotations.NullMarked;
