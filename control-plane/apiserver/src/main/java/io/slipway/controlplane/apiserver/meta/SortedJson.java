// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** Documents in the order in which Go writes maps. */
public final class SortedJson {
  private SortedJson() {}

  /** The same with all fields sorted by name, as Go writes maps. */
  public static JsonNode of(JsonNode value) {
    if (value.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode(value.size());
      value.forEach(item -> array.add(of(item)));
      return array;
    }
    if (!value.isObject()) {
      return value;
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    Map<String, JsonNode> fields = new TreeMap<>();
    value.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    fields.forEach((name, field) -> object.set(name, of(field)));
    return object;
  }
}
