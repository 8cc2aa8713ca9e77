// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.types.BuiltinTypes;
import io.slipway.controlplane.apiserver.types.FieldType;
import io.slipway.controlplane.apiserver.types.ListType;
import io.slipway.controlplane.apiserver.types.MapType;
import io.slipway.controlplane.apiserver.types.PatchStrategy;
import io.slipway.controlplane.apiserver.types.ScalarKind;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Describes the types of built-in kinds; structures with a name become components of their own. */
final class TypeSchemas {
  private final Components components;

  TypeSchemas(Components components) {
    this.components = components;
  }

  /** Where the type is used: a reference if it has a name. */
  private ObjectNode schema(TypeDescription type) {
    String name = BuiltinTypes.nameOf(type);
    if (name == null) {
      return inline(type);
    }
    String component = components.qualified(name);
    if (!components.has(component)) {
      components.reserve(component).setAll(inline(type));
    }
    return Components.reference(component);
  }

  /** The type itself. */
  ObjectNode inline(TypeDescription type) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ListType list = type.list();
    MapType map = type.map();
    ScalarKind scalar = type.scalar();
    if (scalar != null && (list != null || map != null)) {
      return json.put("x-kubernetes-preserve-unknown-fields", true);
    }
    if (list != null) {
      list(list, json);
    } else if (map != null) {
      map(map, json);
    } else if (scalar != null) {
      scalar(scalar, json);
    }
    return json;
  }

  private static void scalar(ScalarKind scalar, ObjectNode json) {
    switch (scalar) {
      case TEXT -> json.put("type", "string");
      case BYTES -> json.put("type", "string").put("format", "byte");
      case INT32 -> json.put("type", "integer").put("format", "int32");
      case INT64 -> json.put("type", "integer").put("format", "int64");
      case NUMBER -> json.put("type", "number");
      case BOOLEAN -> json.put("type", "boolean");
      case ANY -> {
        ArrayNode oneOf = json.putArray("oneOf");
        oneOf.addObject().put("type", "string");
        oneOf.addObject().put("type", "number");
      }
    }
  }

  private void list(ListType list, ObjectNode json) {
    json.put("type", "array");
    json.set("items", schema(list.element()));
    switch (list.identity()) {
      case ATOMIC -> json.put("x-kubernetes-list-type", "atomic");
      case VALUE -> json.put("x-kubernetes-list-type", "set");
      case KEYS -> {
        json.put("x-kubernetes-list-type", "map");
        ArrayNode keys = json.putArray("x-kubernetes-list-map-keys");
        list.keys().forEach(keys::add);
      }
    }
  }

  private void map(MapType map, ObjectNode json) {
    json.put("type", "object");
    if (map.atomic()) {
      json.put("x-kubernetes-map-type", "atomic");
    }
    TypeDescription element = map.element();
    if (!map.fields().isEmpty()) {
      ObjectNode properties = json.putObject("properties");
      for (Map.Entry<String, FieldType> field : map.fields().entrySet()) {
        properties.set(field.getKey(), field(field.getValue()));
      }
    } else if (element != null) {
      json.set("additionalProperties", schema(element));
    }
  }

  private ObjectNode field(FieldType field) {
    ObjectNode json = schema(field.type());
    String strategy = strategy(field.patch());
    if (strategy == null) {
      return json;
    }
    ObjectNode wrapped = json;
    if (json.has("$ref")) { // beside a reference nothing else counts
      wrapped = JsonNodeFactory.instance.objectNode();
      wrapped.putArray("allOf").add(json);
    }
    wrapped.put("x-kubernetes-patch-strategy", strategy);
    if (!field.patch().mergeKey().isEmpty()) {
      wrapped.put("x-kubernetes-patch-merge-key", field.patch().mergeKey());
    }
    return wrapped;
  }

  private static @Nullable String strategy(PatchStrategy patch) {
    if (patch.merge()) {
      return patch.retainKeys() ? "merge,retainKeys" : "merge";
    }
    return patch.retainKeys() ? "retainKeys" : null;
  }
}
