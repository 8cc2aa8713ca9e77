// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.plan;

import io.slipway.controlplane.client.Json;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A status that is being made. Numbers that are 0, and what is empty, need not be written. */
public final class Status {
  private final Map<String, Object> fields = new LinkedHashMap<>();

  public Status put(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  /** Unless it is 0, empty or nothing. */
  public Status putIfAny(String name, @Nullable Object value) {
    if (value != null && !isNothing(value)) {
      fields.put(name, value);
    }
    return this;
  }

  public Map<String, Object> json() {
    return fields;
  }

  /** The change that writes it; none if the object has it already. */
  public List<Change> changeOf(Kind kind, KubeObject object) {
    return same(fields, object.status().json())
        ? List.of()
        : List.of(new Change.Status(kind, object, fields));
  }

  private static boolean same(Map<String, Object> one, Map<String, Object> other) {
    return Json.same(something(one), something(other));
  }

  private static Map<String, Object> something(Map<String, Object> fields) {
    Map<String, Object> something = new LinkedHashMap<>();
    for (Map.Entry<String, Object> each : fields.entrySet()) {
      if (each.getValue() != null && !isNothing(each.getValue())) {
        something.put(each.getKey(), each.getValue());
      }
    }
    return something;
  }

  private static boolean isNothing(Object value) {
    return switch (value) {
      case Number number -> number.longValue() == 0;
      case String text -> text.isEmpty();
      case List<?> list -> list.isEmpty();
      case Map<?, ?> map -> map.isEmpty();
      default -> false;
    };
  }
}
