// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.runtime;

import io.slipway.controlplane.operator.objects.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What becomes of the fields of a runtime's {@code spec} where revisions are run as Pods. */
public final class RuntimeFields {
  private static final String ONE_MACHINE = "there is one machine: nothing is scheduled";
  private static final String MODEL_MESH = "only ModelMesh reads it";

  private RuntimeFields() {}

  /** Those that do nothing, each as {@code spec.field: why}. */
  public static List<String> ignored(Map<String, Object> spec) {
    List<String> ignored = new ArrayList<>();
    for (Map.Entry<String, Object> each : new TreeMap<>(spec).entrySet()) {
      String reason = reason(each.getKey());
      if (!reason.isEmpty() && asksForSomething(each.getValue())) {
        ignored.add("spec." + each.getKey() + ": " + reason);
      }
    }
    return ignored;
  }

  /** The first that changes the answer and is not done, with why; null if there is none. */
  public static @Nullable String refused(Map<String, Object> spec) {
    if (!Fields.list(spec, "resourceClaims").isEmpty()) {
      return "spec.resourceClaims: not supported here: devices are not claimed";
    }
    return Fields.isTrue(spec, "storageHelper", "disabled")
        ? "spec.storageHelper.disabled: not supported here: a model is fetched before its server"
            + " starts"
        : null;
  }

  private static String reason(String field) {
    return switch (field) {
      case "affinity", "nodeSelector", "schedulerName", "tolerations" -> ONE_MACHINE;
      case "builtInAdapter", "grpcDataEndpoint", "grpcEndpoint", "httpDataEndpoint", "replicas" ->
          MODEL_MESH;
      case "hostIPC" -> "Pods share it anyway";
      default -> "";
    };
  }

  private static boolean asksForSomething(Object value) {
    return switch (value) {
      case Boolean flag -> flag;
      case Map<?, ?> map -> !map.isEmpty();
      case List<?> list -> !list.isEmpty();
      default -> true;
    };
  }
}
