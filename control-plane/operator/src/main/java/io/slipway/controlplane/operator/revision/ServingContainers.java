// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.revision;

import io.slipway.api.deploy.DeployContract;
import io.slipway.controlplane.operator.objects.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which container of a Pod does what, by the names that KServe knows them by. Pure. */
public final class ServingContainers {
  /** The container that has the model. */
  public static final String SERVER = "kserve-container";

  /** The container that is asked in its place, and asks it. */
  public static final String TRANSFORMER = "transformer-container";

  private ServingContainers() {}

  /** The Pod with these containers first, in the order in which KServe has them. */
  public static Map<String, Object> first(Map<String, Object> pod) {
    List<Map<String, Object>> written = Fields.maps(pod, "containers");
    List<Object> ordered = new ArrayList<>();
    for (String name : List.of(SERVER, TRANSFORMER)) {
      Map<String, Object> container = named(written, name);
      if (container != null && written.remove(container)) {
        ordered.add(container);
      }
    }
    if (ordered.isEmpty()) {
      return pod;
    }
    ordered.addAll(written);
    Map<String, Object> changed = new LinkedHashMap<>(pod);
    changed.put("containers", ordered);
    return changed;
  }

  /** Whether a transformer stands in the Pod itself. */
  public static boolean haveTransformer(Map<String, Object> pod) {
    return named(Fields.maps(pod, "containers"), TRANSFORMER) != null;
  }

  /** The container that requests for the Pod go to; nothing if there is none. */
  static Map<String, Object> asked(List<Map<String, Object>> containers) {
    Map<String, Object> transformer = named(containers, TRANSFORMER);
    return transformer == null ? server(containers) : transformer;
  }

  /** The container that has the model, else the first that says a port, else the first. */
  static Map<String, Object> server(List<Map<String, Object>> containers) {
    Map<String, Object> server = named(containers, SERVER);
    for (Map<String, Object> each : containers) {
      server = server == null && !Fields.list(each, "ports").isEmpty() ? each : server;
    }
    if (server != null) {
      return server;
    }
    return containers.isEmpty() ? Map.of() : containers.getFirst();
  }

  /** The first port that it says it has; 8080 if it says none. */
  public static long port(Map<String, Object> container) {
    List<Map<String, Object>> ports = Fields.maps(container, "ports");
    return ports.isEmpty()
        ? DeployContract.HTTP_PORT
        : Fields.number(ports.getFirst(), DeployContract.HTTP_PORT, "containerPort");
  }

  private static @Nullable Map<String, Object> named(
      List<Map<String, Object>> containers, String name) {
    for (Map<String, Object> container : containers) {
      if (Fields.text(container, "name").equals(name)) {
        return container;
      }
    }
    return null;
  }
}
