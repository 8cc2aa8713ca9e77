// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.definition;

import io.slipway.controlplane.resources.schema.Field;
import io.slipway.controlplane.resources.schema.FieldTable;
import io.slipway.controlplane.resources.schema.FieldType;
import io.slipway.controlplane.resources.schema.FieldType.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * From the table of fields to a structural schema. A type that stands in many places is one map in
 * all of them, so that the schema is small in memory, however long its text is.
 */
final class TableSchema {
  private static final String QUANTITY =
      "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+"
          + "(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

  private final FieldTable table;
  private final Map<String, Map<String, Object>> structures = new HashMap<>();

  TableSchema(FieldTable table) {
    this.table = table;
  }

  /** Of a kind: of its metadata only that there is one, because the API server knows the rest. */
  Map<String, Object> ofKind(String kind) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Field field : sorted(kind)) {
      boolean metadata = field.name().equals("metadata");
      properties.put(field.name(), metadata ? Map.of("type", "object") : of(field.type()));
      if (field.required() && !metadata) {
        required.add(field.name());
      }
    }
    return structure(properties, required);
  }

  /** Whether the table has a kind. */
  boolean has(String kind) {
    return table.has(kind);
  }

  /** Of a kind whose {@code spec} and {@code status} may be any objects. */
  static Map<String, Object> open() {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("apiVersion", Map.of("type", "string"));
    properties.put("kind", Map.of("type", "string"));
    properties.put("metadata", Map.of("type", "object"));
    properties.put("spec", ordered("type", "object", "x-kubernetes-preserve-unknown-fields", true));
    properties.put(
        "status", ordered("type", "object", "x-kubernetes-preserve-unknown-fields", true));
    return structure(properties, List.of());
  }

  private Map<String, Object> of(FieldType type) {
    return switch (type) {
      case Scalar scalar -> of(scalar);
      case FieldType.Choice(List<String> values) -> ordered("type", "string", "enum", values);
      case FieldType.ListOf(FieldType item) -> ordered("type", "array", "items", of(item));
      case FieldType.MapOf(FieldType value) ->
          ordered("type", "object", "additionalProperties", of(value));
      case FieldType.Structure(String name) -> structure(name);
      case FieldType.Any _ ->
          ordered("type", "object", "x-kubernetes-preserve-unknown-fields", true);
    };
  }

  private static Map<String, Object> of(Scalar scalar) {
    return switch (scalar) {
      case STRING -> Map.of("type", "string");
      case BOOL -> Map.of("type", "boolean");
      case INT32 -> ordered("type", "integer", "format", "int32");
      case INT64 -> ordered("type", "integer", "format", "int64");
      case NUMBER -> Map.of("type", "number");
      case QUANTITY -> {
        Map<String, Object> quantity = new LinkedHashMap<>(numberOrText());
        quantity.put("pattern", QUANTITY);
        yield quantity;
      }
      case NUMBER_OR_TEXT -> numberOrText();
    };
  }

  private static Map<String, Object> numberOrText() {
    return ordered(
        "anyOf",
        List.of(Map.of("type", "integer"), Map.of("type", "string")),
        "x-kubernetes-int-or-string",
        true);
  }

  private Map<String, Object> structure(String name) {
    Map<String, Object> known = structures.get(name);
    if (known != null) {
      return known;
    }
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Field field : sorted(name)) {
      properties.put(field.name(), of(field.type()));
      if (field.required()) {
        required.add(field.name());
      }
    }
    Map<String, Object> structure = structure(properties, required);
    structures.put(name, structure);
    return structure;
  }

  private Iterable<Field> sorted(String type) {
    return new TreeMap<>(table.type(type).fields()).values();
  }

  private static Map<String, Object> structure(
      Map<String, Object> properties, List<String> required) {
    Map<String, Object> structure = new LinkedHashMap<>();
    structure.put("type", "object");
    structure.put("properties", properties);
    if (!required.isEmpty()) {
      structure.put("required", required);
    }
    return structure;
  }

  private static Map<String, Object> ordered(
      String one, Object first, String other, Object second) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(one, first);
    map.put(other, second);
    return map;
  }
}
