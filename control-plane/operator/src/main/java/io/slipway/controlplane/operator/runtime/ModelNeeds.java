// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.runtime;

import org.jspecify.annotations.Nullable;

/**
 * What a model asks of a runtime.
 *
 * @param namespace where its service is
 * @param formatVersion null for any
 * @param protocol as in {@code protocolVersion}; null for the runtime's own
 * @param runtime the name of the runtime it wants, null if it is not for the user to choose
 * @param multiModel whether models come and go while the server runs; a runtime that is named may
 *     be of either sort
 */
public record ModelNeeds(
    String namespace,
    String format,
    @Nullable String formatVersion,
    @Nullable String protocol,
    @Nullable String runtime,
    boolean multiModel) {
  String described() {
    return "model format "
        + format
        + (formatVersion == null ? "" : " version " + formatVersion)
        + (protocol == null ? "" : " with protocol " + protocol);
  }
}
