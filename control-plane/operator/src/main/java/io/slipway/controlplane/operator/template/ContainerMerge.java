// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import io.slipway.controlplane.client.Json;
import io.slipway.controlplane.operator.objects.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lays what a service says over what its runtime says, as KServe does: by the rules of Kubernetes'
 * strategic merge, except that arguments come after those of the runtime.
 */
final class ContainerMerge {
  /** The lists whose items are merged, and by which field. All others are replaced. */
  private static final Map<String, String> KEYED_LISTS =
      Map.of(
          "env", "name",
          "ports", "containerPort",
          "volumeMounts", "mountPath",
          "volumeDevices", "devicePath",
          "containers", "name",
          "initContainers", "name",
          "volumes", "name",
          "imagePullSecrets", "name",
          "hostAliases", "ip");

  private static final String ARGUMENTS = "args";

  private ContainerMerge() {}

  /** A container, or all that Pods have in common. */
  static Map<String, Object> merge(Map<String, Object> runtime, Map<String, Object> service) {
    Map<String, Object> merged = new LinkedHashMap<>(runtime);
    for (Map.Entry<String, Object> each : service.entrySet()) {
      String name = each.getKey();
      merged.put(name, value(name, merged.get(name), each.getValue()));
    }
    return merged;
  }

  private static Object value(String name, @Nullable Object below, Object above) {
    if (below instanceof Map<?, ?> && above instanceof Map<?, ?>) {
      return merge(Fields.map(Map.of(name, below), name), Fields.map(Map.of(name, above), name));
    }
    if (below instanceof List<?> first && above instanceof List<?> second) {
      if (name.equals(ARGUMENTS)) {
        List<Object> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
      }
      String key = KEYED_LISTS.get(name);
      return key == null ? above : byKey(first, second, key);
    }
    return above;
  }

  private static List<Object> byKey(List<?> below, List<?> above, String key) {
    List<Map<String, Object>> merged =
        new ArrayList<>(Fields.maps(Map.of("items", below), "items"));
    for (Map<String, Object> item : Fields.maps(Map.of("items", above), "items")) {
      int at = indexOf(merged, key, item.get(key));
      if (at < 0) {
        merged.add(item);
      } else {
        merged.set(at, merge(merged.get(at), item));
      }
    }
    return new ArrayList<>(merged);
  }

  private static int indexOf(List<Map<String, Object>> items, String key, @Nullable Object value) {
    for (int i = 0; i < items.size(); i++) {
      if (Json.same(items.get(i).get(key), value)) {
        return i;
      }
    }
    return -1;
  }
}
