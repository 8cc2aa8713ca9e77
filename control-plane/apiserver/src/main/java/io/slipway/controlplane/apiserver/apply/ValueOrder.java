// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/** An order of all JSON values: numbers, texts, booleans, lists, maps, null. */
final class ValueOrder {
  private ValueOrder() {}

  static int compare(JsonNode a, JsonNode b) {
    int rank = Integer.compare(rank(a), rank(b));
    if (rank != 0) {
      return rank;
    }
    return switch (rank(a)) {
      case 0 -> compareNumbers(a, b);
      case 1 -> a.textValue().compareTo(b.textValue());
      case 2 -> Boolean.compare(a.booleanValue(), b.booleanValue());
      case 3 -> compareLists(a, b);
      case 4 -> compareMaps(a, b);
      default -> 0;
    };
  }

  private static int rank(JsonNode value) {
    return switch (value.getNodeType()) {
      case NUMBER -> 0;
      case STRING, BINARY -> 1;
      case BOOLEAN -> 2;
      case ARRAY -> 3;
      case OBJECT, POJO -> 4;
      case NULL, MISSING -> 5;
    };
  }

  private static int compareNumbers(JsonNode a, JsonNode b) {
    return a.canConvertToLong()
            && b.canConvertToLong()
            && a.isIntegralNumber()
            && b.isIntegralNumber()
        ? Long.compare(a.longValue(), b.longValue())
        : a.decimalValue().compareTo(b.decimalValue());
  }

  private static int compareLists(JsonNode a, JsonNode b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = compare(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private static int compareMaps(JsonNode a, JsonNode b) {
    Iterator<Map.Entry<String, JsonNode>> others = sorted(b);
    for (Iterator<Map.Entry<String, JsonNode>> i = sorted(a); i.hasNext(); ) {
      Map.Entry<String, JsonNode> field = i.next();
      if (!others.hasNext()) {
        return 1;
      }
      Map.Entry<String, JsonNode> other = others.next();
      int order = field.getKey().compareTo(other.getKey());
      order = order != 0 ? order : compare(field.getValue(), other.getValue());
      if (order != 0) {
        return order;
      }
    }
    return others.hasNext() ? -1 : 0;
  }

  private static Iterator<Map.Entry<String, JsonNode>> sorted(JsonNode map) {
    TreeMap<String, JsonNode> fields = new TreeMap<>();
    map.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    return fields.entrySet().iterator();
  }
}
