// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether two values are written alike: 1 is not 1.0, and nothing is null. */
final class AsWritten {
  private AsWritten() {}

  static boolean same(@Nullable JsonNode a, @Nullable JsonNode b) {
    if (a == null || a.isNull() || b == null || b.isNull()) {
      return isNothing(a) && isNothing(b);
    }
    if (a.isArray() && b.isArray()) {
      return sameElements(a, b);
    }
    if (a.isObject() && b.isObject()) {
      return sameFields(a, b);
    }
    return a.isValueNode() && b.isValueNode() && a.toString().equals(b.toString());
  }

  private static boolean isNothing(@Nullable JsonNode value) {
    return value == null || value.isNull();
  }

  private static boolean sameElements(JsonNode a, JsonNode b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!same(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameFields(JsonNode a, JsonNode b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (Map.Entry<String, JsonNode> field : a.properties()) {
      if (!b.has(field.getKey()) || !same(field.getValue(), b.get(field.getKey()))) {
        return false;
      }
    }
    return true;
  }
}
