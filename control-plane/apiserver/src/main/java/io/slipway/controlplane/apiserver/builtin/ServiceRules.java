// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a Service's author may leave open. */
final class ServiceRules implements Particulars {
  @Override
  public void applyDefaults(ObjectNode object) {
    ObjectNode spec = object.withObjectProperty("spec");
    Missing.put(spec, "type", "ClusterIP");
    Missing.put(spec, "sessionAffinity", "None");
    Missing.put(spec, "internalTrafficPolicy", "Cluster");
    for (JsonNode port : spec.path("ports")) {
      if (port instanceof ObjectNode fields) {
        Missing.put(fields, "protocol", "TCP");
        if (!fields.has("targetPort") && fields.has("port")) {
          fields.set("targetPort", fields.get("port"));
        }
      }
    }
  }
}
