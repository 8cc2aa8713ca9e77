// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import io.slipway.transport.codec.json.JsonValue;
import io.slipway.transport.codec.json.JsonValue.ArrayValue;
import io.slipway.transport.codec.json.JsonValue.BooleanValue;
import io.slipway.transport.codec.json.JsonValue.NumberValue;
import io.slipway.transport.codec.json.JsonValue.ObjectValue;
import io.slipway.transport.codec.json.JsonValue.StringValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the members of a JSON object. */
final class Members {
  private static final String SCHEMAS = "#/components/schemas/";

  private final Map<String, JsonValue> members = new LinkedHashMap<>();

  static Members type(String type) {
    return new Members().put("type", type);
  }

  static ObjectValue schemaRef(String schema) {
    return ref(SCHEMAS + schema);
  }

  static ObjectValue ref(String target) {
    return new Members().put("$ref", target).object();
  }

  static JsonValue number(long value) {
    return new NumberValue(Long.toString(value));
  }

  static ArrayValue strings(List<String> values) {
    List<JsonValue> elements = new ArrayList<>();
    for (String value : values) {
      elements.add(new StringValue(value));
    }
    return new ArrayValue(elements);
  }

  static ArrayValue array(JsonValue... elements) {
    return new ArrayValue(List.of(elements));
  }

  /** One of several schemas, or the only one. */
  static ObjectValue anyOf(List<? extends ObjectValue> schemas) {
    return schemas.size() == 1
        ? schemas.getFirst()
        : new Members().put("anyOf", new ArrayValue(List.copyOf(schemas))).object();
  }

  Members put(String key, JsonValue value) {
    members.put(key, value);
    return this;
  }

  Members put(String key, String value) {
    return put(key, new StringValue(value));
  }

  Members put(String key, long value) {
    return put(key, number(value));
  }

  Members put(String key, boolean value) {
    return put(key, new BooleanValue(value));
  }

  Members putAll(ObjectValue other) {
    members.putAll(other.members());
    return this;
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  ObjectValue object() {
    return new ObjectValue(members);
  }
}
