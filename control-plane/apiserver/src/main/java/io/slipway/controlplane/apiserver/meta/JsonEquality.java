// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Whether two documents say the same: numbers compare by value, whatever Java type holds them, and
 * the order of an object's fields does not matter.
 */
public final class JsonEquality {
  private JsonEquality() {}

  public static boolean same(JsonNode a, JsonNode b) {
    return same(a, b, true);
  }

  /** As {@link #same}, but numbers must be written alike: 1 is not 1.0. */
  public static boolean writtenAlike(JsonNode a, JsonNode b) {
    return same(a, b, false);
  }

  private static boolean same(JsonNode a, JsonNode b, boolean byValue) {
    if (a.isNumber() && b.isNumber()) {
      return byValue ? sameNumber(a, b) : a.toString().equals(b.toString());
    }
    if (a.isArray() && b.isArray()) {
      return sameElements(a, b, byValue);
    }
    return (a.isObject() && b.isObject()) ? sameFields(a, b, byValue) : a.equals(b);
  }

  private static boolean sameNumber(JsonNode a, JsonNode b) {
    if (a.isIntegralNumber() && b.isIntegralNumber() && a.canConvertToLong()) {
      return b.canConvertToLong() && a.longValue() == b.longValue();
    }
    return a.decimalValue().compareTo(b.decimalValue()) == 0;
  }

  private static boolean sameElements(JsonNode a, JsonNode b, boolean byValue) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!same(a.get(i), b.get(i), byValue)) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameFields(JsonNode a, JsonNode b, boolean byValue) {
    if (a.size() != b.size()) {
      return false;
    }
    for (Map.Entry<String, JsonNode> field : a.properties()) {
      JsonNode other = b.get(field.getKey());
      if (other == null || !same(field.getValue(), other, byValue)) {
        return false;
      }
    }
    return true;
  }
}
