// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.types;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.types.ListType.Identity;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Types from the structural schema of a custom resource. The schema's own rules (that a list of
 * type map has keys, and so on) were checked when its definition was accepted.
 */
public final class SchemaTypes {
  private static final String LIST_TYPE = "x-kubernetes-list-type";
  private static final String LIST_KEYS = "x-kubernetes-list-map-keys";
  private static final String MAP_TYPE = "x-kubernetes-map-type";
  private static final String OPEN = "x-kubernetes-preserve-unknown-fields";
  private static final String EMBEDDED = "x-kubernetes-embedded-resource";

  /** One tree that stands in many places is one type in all of them. */
  private final IdentityHashMap<JsonNode, TypeDescription> closed = new IdentityHashMap<>();

  private final IdentityHashMap<JsonNode, TypeDescription> opened = new IdentityHashMap<>();

  private SchemaTypes() {}

  /** The documents of a custom resource; a null schema says nothing of them. */
  public static TypeDescription of(@Nullable JsonNode schema) {
    if (schema == null) {
      MapType map = new MapType(objectFields(new LinkedHashMap<>()), null, true, false);
      return new TypeDescription(null, null, map);
    }
    TypeDescription root = new SchemaTypes().type(schema, false);
    MapType map = root.map();
    if (map == null) {
      throw new IllegalArgumentException("the schema of a resource is not that of an object");
    }
    Map<String, FieldType> fields = objectFields(new LinkedHashMap<>(map.fields()));
    return TypeDescription.of(new MapType(fields, map.element(), map.open(), false));
  }

  private static Map<String, FieldType> objectFields(Map<String, FieldType> fields) {
    fields.put("apiVersion", FieldType.of(TypeDescription.TEXT));
    fields.put("kind", FieldType.of(TypeDescription.TEXT));
    fields.put("metadata", FieldType.of(BuiltinTypes.objectMeta()));
    return fields;
  }

  private TypeDescription type(JsonNode schema, boolean openAbove) {
    boolean open = openAbove || schema.path(OPEN).asBoolean();
    IdentityHashMap<JsonNode, TypeDescription> types = open ? opened : closed;
    TypeDescription known = types.get(schema);
    if (known == null) {
      known = made(schema, open);
      types.put(schema, known);
    }
    return known;
  }

  private TypeDescription made(JsonNode schema, boolean open) {
    return switch (schema.path("type").asText("")) {
      case "object" -> TypeDescription.of(map(schema, open));
      case "array" -> TypeDescription.of(list(schema, open));
      case "integer", "number" -> TypeDescription.NUMBER;
      case "boolean" -> TypeDescription.BOOLEAN;
      case "string" -> text(schema.path("format").asText(""));
      default -> new TypeDescription(ScalarKind.ANY, list(schema, open), map(schema, open));
    };
  }

  /** A text with a format may be written in another way, as a date or a number. */
  private static TypeDescription text(String format) {
    boolean plain = format.isEmpty() || format.equals("byte");
    return plain ? TypeDescription.TEXT : TypeDescription.SCALAR;
  }

  private ListType list(JsonNode schema, boolean open) {
    JsonNode items = schema.get("items");
    TypeDescription element = items == null ? null : type(items, open);
    return switch (schema.path(LIST_TYPE).asText("")) {
      case "set" -> new ListType(Identity.VALUE, List.of(), element);
      case "map" -> {
        List<String> keys = new ArrayList<>();
        schema.path(LIST_KEYS).forEach(key -> keys.add(key.asText("")));
        yield new ListType(Identity.KEYS, keys, element);
      }
      default -> new ListType(Identity.ATOMIC, List.of(), element);
    };
  }

  private MapType map(JsonNode schema, boolean open) {
    Map<String, FieldType> fields = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      fields.put(
          property.getKey(),
          new FieldType(
              type(property.getValue(), open),
              PatchStrategy.NONE,
              property.getValue().get("default")));
    }
    boolean atomic = schema.path(MAP_TYPE).asText("").equals("atomic");
    boolean anything = open || fields.isEmpty();
    if (schema.path(EMBEDDED).asBoolean()) {
      objectFields(fields);
    }
    JsonNode others = schema.get("additionalProperties");
    if (others == null) {
      return new MapType(fields, null, anything, atomic);
    }
    return others.isObject()
        ? new MapType(fields, type(others, open), false, atomic)
        : new MapType(fields, null, others.asBoolean(), atomic);
  }
}
