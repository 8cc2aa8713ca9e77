// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import io.slipway.controlplane.operator.objects.ApiObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is said of objects of a kind that is kept and not served yet. */
public final class UnservedStatus {
  private UnservedStatus() {}

  /** The status that the object is to have. */
  public static Map<String, Object> of(ApiObject object, Instant now) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("observedGeneration", object.metadata().generation());
    Condition ready = Condition.fails("Ready", "NotSupported", message(object.kind()));
    status.put("conditions", Condition.asFields(List.of(ready), object.status(), now));
    return status;
  }

  private static String message(String kind) {
    return switch (kind) {
      case "InferenceGraph" ->
          "spec.nodes: not supported here: an InferenceGraph is kept, and nothing routes requests"
              + " through its nodes yet; call the services of its steps one by one, or have a"
              + " transformer call them";
      default ->
          throw new IllegalArgumentException(kind + " (expected: a kind that is not served)");
    };
  }
}
