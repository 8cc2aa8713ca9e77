// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.spec;

import io.slipway.controlplane.client.Fields;

/**
 * Where a container sees a volume.
 *
 * @param subPath the part of it, empty for the whole
 * @param subPathExpr the same with variables; empty if it has none
 */
public record VolumeMount(
    String volume, String mountPath, String subPath, String subPathExpr, boolean readOnly) {
  static VolumeMount read(Fields mount) {
    return new VolumeMount(
        mount.text("name"),
        mount.text("mountPath"),
        mount.text("subPath"),
        mount.text("subPathExpr"),
        mount.flag("readOnly", false));
  }
}
