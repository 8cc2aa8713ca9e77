// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.types.ListType;
import io.slipway.controlplane.apiserver.types.ListType.Identity;
import io.slipway.controlplane.apiserver.types.MapType;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.util.Map;

/** A document without some of its fields. A container that loses all it had becomes null. */
final class Removal {
  private Removal() {}

  static JsonNode remove(TypeDescription type, JsonNode value, FieldSet fields) {
    return switch (type.shapeFor(value)) {
      case SCALAR -> value;
      case LIST -> list(Parts.list(type), value, fields);
      case MAP -> map(Parts.map(type), value, fields);
    };
  }

  private static JsonNode list(ListType type, JsonNode value, FieldSet fields) {
    ArrayNode rest = JsonNodeFactory.instance.arrayNode();
    if (value.isArray() && type.identity() != Identity.ATOMIC) {
      for (JsonNode each : value) {
        PathElement element = FieldsOf.element(type, each);
        if (!fields.hasMember(element)) {
          FieldSet below = fields.below(element);
          rest.add(below == null || below.isEmpty() ? each : remove(type.element(), each, below));
        }
      }
    }
    return rest.isEmpty() ? NullNode.instance : rest;
  }

  private static JsonNode map(MapType type, JsonNode value, FieldSet fields) {
    ObjectNode rest = JsonNodeFactory.instance.objectNode();
    if (value.isObject() && !type.atomic()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        PathElement element = new PathElement.Name(field.getKey());
        if (!fields.hasMember(element)) {
          FieldSet below = fields.below(element);
          rest.set(
              field.getKey(),
              below == null || below.isEmpty()
                  ? field.getValue()
                  : remove(fieldType(type, field.getKey()), field.getValue(), below));
        }
      }
    }
    return rest.isEmpty() ? NullNode.instance : rest;
  }

  private static TypeDescription fieldType(MapType type, String name) {
    TypeDescription fieldType = type.typeOf(name);
    return fieldType == null ? TypeDescription.ANY : fieldType;
  }
}
