// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.revision;

import io.slipway.api.deploy.DeployContract;
import io.slipway.controlplane.operator.objects.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells the container that brings models to a server where that one answers: each Pod may have
 * ports of its own, so its template cannot say it. Pure.
 */
final class ServerPort {
  private ServerPort() {}

  /** The Pod's spec; the same if nobody has to be told. */
  static Map<String, Object> toldIn(Map<String, Object> spec) {
    List<Map<String, Object>> containers = Fields.maps(spec, "containers");
    long port = ServingContainers.port(ServingContainers.server(containers));
    List<Object> told = new ArrayList<>();
    boolean changed = false;
    for (Map<String, Object> container : containers) {
      boolean asks = Fields.text(container, "image").equals(DeployContract.MODEL_AGENT_IMAGE);
      told.add(asks ? told(container, port) : container);
      changed |= asks;
    }
    if (!changed) {
      return spec;
    }
    Map<String, Object> own = new LinkedHashMap<>(spec);
    own.put("containers", told);
    return own;
  }

  private static Map<String, Object> told(Map<String, Object> container, long port) {
    List<Object> env = new ArrayList<>(Fields.list(container, "env"));
    env.add(
        Map.of("name", DeployContract.MODEL_AGENT_PORT_VARIABLE, "value", String.valueOf(port)));
    Map<String, Object> own = new LinkedHashMap<>(container);
    own.put("env", env);
    return own;
  }
}
