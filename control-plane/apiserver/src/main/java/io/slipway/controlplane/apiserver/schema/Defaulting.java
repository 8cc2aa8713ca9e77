// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts defaults where a field is missing, or null where null may not be. */
final class Defaulting {
  private Defaulting() {}

  /** Takes out nulls that may not be and that no default will take the place of. */
  static void dropNulls(JsonNode value, @Nullable SchemaNode schema) {
    if (value.isObject()) {
      Iterator<Map.Entry<String, JsonNode>> each = value.properties().iterator();
      while (each.hasNext()) {
        Map.Entry<String, JsonNode> field = each.next();
        SchemaNode of = schema == null ? null : schema.field(field.getKey());
        if (field.getValue().isNull()
            && of != null
            && !of.nullable()
            && of.defaultValue() == null) {
          each.remove();
        } else {
          dropNulls(field.getValue(), of);
        }
      }
    } else if (value.isArray()) {
      SchemaNode items = schema == null ? null : schema.items();
      for (JsonNode item : value) {
        dropNulls(item, items);
      }
    }
  }

  static void apply(JsonNode value, @Nullable SchemaNode schema) {
    if (schema == null || !schema.is(SchemaNode.HAS_DEFAULTS)) {
      return;
    }
    if (value instanceof ObjectNode object) {
      missing(object, schema);
      entries(object, schema);
    } else if (value instanceof ArrayNode list) {
      items(list, schema.items());
    }
  }

  private static void missing(ObjectNode object, SchemaNode schema) {
    for (String name : schema.defaultedNames()) {
      SchemaNode property = schema.property(name);
      JsonNode wanted = property == null ? null : property.defaultValue();
      if (property != null && wanted != null && isOpen(object.get(name), property)) {
        object.set(name, wanted.deepCopy());
      }
    }
  }

  private static void entries(ObjectNode object, SchemaNode schema) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      SchemaNode of = schema.field(field.getKey());
      JsonNode wanted = of == null ? null : of.defaultValue();
      if (of != null && wanted != null && field.getValue().isNull() && !of.nullable()) {
        field.setValue(wanted.deepCopy());
      }
      apply(field.getValue(), of);
    }
  }

  private static void items(ArrayNode list, @Nullable SchemaNode items) {
    JsonNode wanted = items == null ? null : items.defaultValue();
    for (int i = 0; i < list.size(); i++) {
      if (items != null && wanted != null && list.get(i).isNull() && !items.nullable()) {
        list.set(i, wanted.deepCopy());
      }
      apply(list.get(i), items);
    }
  }

  private static boolean isOpen(@Nullable JsonNode value, SchemaNode schema) {
    return value == null || (value.isNull() && !schema.nullable());
  }
}
