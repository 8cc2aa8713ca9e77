// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.catalog;

import io.slipway.controlplane.apiserver.apply.ScaleFields;

/**
 * Where objects of a kind keep what their {@code scale} shows, as paths of names with dots between.
 *
 * @param selector the path of a selector, an object or a text; empty if there is none
 * @param owners carries who owns the replicas between an object and its scale
 */
public record Scale(String replicas, String currentReplicas, String selector, ScaleFields owners) {}
