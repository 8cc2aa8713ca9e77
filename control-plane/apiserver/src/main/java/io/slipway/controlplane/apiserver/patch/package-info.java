// SPDX-License-Identifier: Apache-2.0
/**
 * The ways to change a document by saying what is to change: JSON patch, JSON merge patch and
 * Kubernetes' strategic merge patch. Documents that are given are never changed.
 */
@NullMarked
package io.slipway.controlplane.apiserver.patch;

import org.jspecify.annotations.NullMarked;
