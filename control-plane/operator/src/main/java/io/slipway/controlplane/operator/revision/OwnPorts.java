// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.revision;

import io.slipway.api.deploy.DeployContract;
import io.slipway.controlplane.operator.objects.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Pods of one machine share its ports. A container that takes its port from the variable {@code
 * PORT} gets one of its own, and another in {@code GRPC_PORT}; every other container listens where
 * it says. Pure: a Pod has the same ports each time.
 */
final class OwnPorts {
  static final String PORT = "PORT";
  static final String GRPC_PORT = "GRPC_PORT";

  /** Below those that connections get, so that none has the port already. */
  private static final int FIRST = 20_000;

  private static final int COUNT = 12_000;
  private static final List<String> PROBES =
      List.of("readinessProbe", "livenessProbe", "startupProbe");

  private OwnPorts() {}

  /** The Pod's spec with the ports that the Pod of this name has. */
  static Map<String, Object> in(Map<String, Object> spec, String namespace, String pod) {
    List<Object> containers = new ArrayList<>();
    boolean changed = false;
    for (Map<String, Object> container : Fields.maps(spec, "containers")) {
      if (mentions(container, PORT) || mentions(container, GRPC_PORT)) {
        String name = namespace + "/" + pod + "/" + Fields.text(container, "name");
        int port = FIRST + 2 * Math.floorMod(name.hashCode(), COUNT / 2);
        containers.add(withPort(container, port));
        changed = true;
      } else {
        containers.add(container);
      }
    }
    if (!changed) {
      return spec;
    }
    Map<String, Object> own = new LinkedHashMap<>(spec);
    own.put("containers", containers);
    return own;
  }

  private static boolean mentions(Map<String, Object> container, String variable) {
    String reference = "$(" + variable + ")";
    for (String field : List.of("command", "args")) {
      for (Object word : Fields.list(container, field)) {
        if (word instanceof String text && text.contains(reference)) {
          return true;
        }
      }
    }
    for (Map<String, Object> each : Fields.maps(container, "env")) {
      if (Fields.text(each, "value").contains(reference)) {
        return true;
      }
    }
    return false;
  }

  private static Map<String, Object> withPort(Map<String, Object> container, int port) {
    Map<String, Object> own = new LinkedHashMap<>(container);
    List<Map<String, Object>> ports = Fields.maps(container, "ports");
    Map<String, Object> first = new LinkedHashMap<>(ports.isEmpty() ? Map.of() : ports.getFirst());
    long written = Fields.number(first, DeployContract.HTTP_PORT, "containerPort");
    first.put("containerPort", port);
    List<Object> others = new ArrayList<>(List.of(first));
    for (int i = 1; i < ports.size(); i++) {
      others.add(ports.get(i));
    }
    own.put("ports", others);
    List<Object> env = new ArrayList<>();
    env.add(Map.of("name", PORT, "value", String.valueOf(port)));
    env.add(Map.of("name", GRPC_PORT, "value", String.valueOf(port + 1)));
    for (Map<String, Object> each : Fields.maps(container, "env")) {
      String name = Fields.text(each, "name");
      if (!name.equals(PORT) && !name.equals(GRPC_PORT)) {
        env.add(each);
      }
    }
    own.put("env", env);
    for (String probe : PROBES) {
      Map<String, Object> asked = Fields.map(container, probe);
      if (!asked.isEmpty()) {
        own.put(probe, probing(asked, written, port));
      }
    }
    return own;
  }

  private static Map<String, Object> probing(Map<String, Object> probe, long written, int port) {
    Map<String, Object> own = new LinkedHashMap<>(probe);
    for (String way : List.of("httpGet", "tcpSocket", "grpc")) {
      @Nullable Object at = Fields.map(probe, way).get("port");
      if (at instanceof Number number && number.longValue() == written) {
        Map<String, Object> moved = new LinkedHashMap<>(Fields.map(probe, way));
        moved.put("port", port);
        own.put(way, moved);
      }
    }
    return own;
  }
}
