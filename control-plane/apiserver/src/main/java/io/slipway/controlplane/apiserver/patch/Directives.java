// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a strategic merge patch says in fields of its own beside those of the document. */
final class Directives {
  static final String PATCH = "$patch";
  static final String RETAIN_KEYS = "$retainKeys";
  static final String DELETE_FROM = "$deleteFromPrimitiveList";
  static final String ELEMENT_ORDER = "$setElementOrder";

  private Directives() {}

  /**
   * The name of the list that a directive is about: what stands behind the slash.
   *
   * @param problem what to say if there is no such name
   */
  static String listOf(String directive, String prefix, String problem) {
    if (!directive.startsWith(prefix + '/')) {
      throw PatchErrors.badFormat(problem);
    }
    return directive.substring(prefix.length() + 1);
  }

  /**
   * A value of a patch for a place where there was none: maps that carry a directive are left out.
   *
   * @param nulls whether nulls in maps stay
   * @return null if the value itself is left out
   */
  static @Nullable JsonNode plain(JsonNode value, boolean nulls) {
    if (value.isObject()) {
      if (value.has(PATCH)) {
        return null;
      }
      ObjectNode rest = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        boolean dropped = field.getValue().isNull() && !nulls;
        JsonNode kept = dropped ? null : plain(field.getValue(), nulls);
        if (kept != null) {
          rest.set(field.getKey(), kept);
        }
      }
      return rest;
    }
    if (value.isArray()) {
      ArrayNode rest = JsonNodeFactory.instance.arrayNode();
      for (JsonNode each : value) {
        JsonNode kept = plain(each, nulls);
        if (kept != null) {
          rest.add(kept);
        }
      }
      return rest;
    }
    return value;
  }

  /** Takes away the directives that are left where a value was taken as it is. */
  static void sweep(JsonNode value) {
    if (value instanceof ObjectNode object) {
      List<String> left = new ArrayList<>(0);
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        if (isDirective(field.getKey())) {
          left.add(field.getKey());
        }
      }
      object.remove(left);
    }
    value.forEach(Directives::sweep);
  }

  private static boolean isDirective(String name) {
    return name.equals(PATCH)
        || name.equals(RETAIN_KEYS)
        || name.startsWith(DELETE_FROM + '/')
        || name.startsWith(ELEMENT_ORDER + '/');
  }
}
