// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Labels and selectors of labels in one line. */
final class Selectors {
  private static final String NONE = "<none>";

  private Selectors() {}

  /** {@code a=b,c=d}, sorted. */
  static String labels(JsonNode labels) {
    Map<String, String> sorted = new TreeMap<>();
    labels.properties().forEach(label -> sorted.put(label.getKey(), label.getValue().asText()));
    List<String> parts = new ArrayList<>();
    sorted.forEach((key, value) -> parts.add(key + '=' + value));
    return orNone(parts);
  }

  /** {@code a=b,c in (d,e),!f}, sorted by key. */
  static String selector(JsonNode selector) {
    return orNone(parts(selector));
  }

  static List<String> parts(JsonNode selector) {
    Map<String, String> sorted = new TreeMap<>();
    selector
        .path("matchLabels")
        .properties()
        .forEach(
            label -> sorted.put(label.getKey(), label.getKey() + '=' + label.getValue().asText()));
    for (JsonNode expression : selector.path("matchExpressions")) {
      String key = expression.path("key").asText();
      sorted.merge(key, expression(key, expression), (one, other) -> one + ',' + other);
    }
    return List.copyOf(sorted.values());
  }

  private static String expression(String key, JsonNode expression) {
    TreeSet<String> values = new TreeSet<>();
    expression.path("values").forEach(value -> values.add(value.asText()));
    String listed = " (" + String.join(",", values) + ')';
    return switch (expression.path("operator").asText()) {
      case "In" -> key + " in" + listed;
      case "NotIn" -> key + " notin" + listed;
      case "DoesNotExist" -> '!' + key;
      default -> key;
    };
  }

  private static String orNone(List<String> parts) {
    return parts.isEmpty() ? NONE : String.join(",", parts);
  }
}
