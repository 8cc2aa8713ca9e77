// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.endpoints;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** On which of its ports a Pod answers for a Service. */
final class Ports {
  private Ports() {}

  /** Those that the Pod has. */
  static List<Map<String, Object>> of(KubeObject service, KubeObject pod) {
    List<Map<String, Object>> ports = new ArrayList<>();
    for (Fields port : service.spec().list("ports")) {
      Integer number = number(port, pod);
      if (number != null) {
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("name", port.text("name"));
        found.put("port", number);
        found.put("protocol", port.text("protocol", "TCP"));
        if (port.has("appProtocol")) {
          found.put("appProtocol", port.text("appProtocol"));
        }
        ports.add(found);
      }
    }
    return ports;
  }

  /** Null if the Pod has no port of this name. */
  private static @Nullable Integer number(Fields port, KubeObject pod) {
    if (!(port.json().get("targetPort") instanceof String name)) {
      return (int) port.number("targetPort", port.number("port", 0));
    }
    for (Fields container : pod.spec().list("containers")) {
      for (Fields own : container.list("ports")) {
        if (own.text("name").equals(name)
            && own.text("protocol", "TCP").equals(port.text("protocol", "TCP"))) {
          return (int) own.number("containerPort", 0);
        }
      }
    }
    return null;
  }
}
