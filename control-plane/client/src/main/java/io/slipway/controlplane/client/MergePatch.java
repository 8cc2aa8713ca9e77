// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a merge patch has to say to make of one object exactly another. */
public final class MergePatch {
  private MergePatch() {}

  /** Fields that are to go are null in it, which is how a merge patch says so. */
  @SuppressWarnings("NullAway") // JSON's null is a value here
  public static Map<String, Object> replacing(Map<?, ?> before, Map<?, ?> after) {
    Map<String, @Nullable Object> patch = new LinkedHashMap<>();
    for (Object name : before.keySet()) {
      if (!after.containsKey(name)) {
        patch.put(String.valueOf(name), null);
      }
    }
    for (Map.Entry<?, ?> each : after.entrySet()) {
      Object value = each.getValue();
      Object known = before.get(each.getKey());
      boolean merged = known instanceof Map<?, ?> && value instanceof Map<?, ?>;
      patch.put(
          String.valueOf(each.getKey()),
          merged ? replacing((Map<?, ?>) known, (Map<?, ?>) value) : value);
    }
    return patch;
  }
}
