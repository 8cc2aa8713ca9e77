// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;

/** The class of service of a Pod: how much of what its containers may use they have asked for. */
final class QualityOfService {
  private QualityOfService() {}

  /** Of a spec with its defaults. */
  static String of(JsonNode spec) {
    boolean any = false;
    boolean all = true;
    for (JsonNode container : spec.path("containers")) {
      JsonNode resources = container.path("resources");
      for (String name : new String[] {"cpu", "memory"}) {
        JsonNode limit = resources.path("limits").path(name);
        JsonNode request = resources.path("requests").path(name);
        any |= !limit.isMissingNode() || !request.isMissingNode();
        all &= !limit.isMissingNode() && limit.asText().equals(request.asText());
      }
    }
    if (!any) {
      return "BestEffort";
    }
    return all ? "Guaranteed" : "Burstable";
  }
}
