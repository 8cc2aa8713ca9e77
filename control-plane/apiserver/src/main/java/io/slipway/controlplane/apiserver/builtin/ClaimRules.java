// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the author of a PersistentVolumeClaim may leave open. */
final class ClaimRules implements Particulars {
  @Override
  public void applyDefaults(ObjectNode object) {
    ObjectNode spec = object.withObjectProperty("spec");
    Missing.put(spec, "volumeMode", "Filesystem");
    JsonNode resources = spec.path("resources");
    Quantities.inMap(resources.path("limits"));
    Quantities.inMap(resources.path("requests"));
  }

  @Override
  public void prepareCreate(ObjectNode object) {
    object.putObject("status").put("phase", "Pending");
  }
}
