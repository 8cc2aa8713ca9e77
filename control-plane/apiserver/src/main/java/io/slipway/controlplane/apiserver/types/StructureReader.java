// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.types;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents of built-in kinds as Kubernetes reads them into its structures: fields that a
 * structure does not have are left out and reported, nulls are left out, and values of another type
 * are refused. Not checked is the form of quantities, times and numbers that may be texts.
 */
public final class StructureReader {
  private final List<String> unknown = new ArrayList<>();
  private @Nullable String problem;

  /**
   * A document that was read.
   *
   * @param document what is left of it, a new document that may share parts with the old one
   * @param unknownFields the paths of the fields that were left out: {@code spec.containers[0].x}
   */
  public record Reading(ObjectNode document, List<String> unknownFields) {
    public Reading {
      unknownFields = List.copyOf(unknownFields);
    }

    /** What {@code fieldValidation=Strict} says of it; empty if there is nothing to say. */
    public String strictProblem() {
      StringBuilder text = new StringBuilder();
      for (String field : unknownFields) {
        text.append(text.isEmpty() ? "strict decoding error: " : ", ")
            .append("unknown field \"")
            .append(field)
            .append('"');
      }
      return text.toString();
    }
  }

  /** Where a value stands: the structure around it, and the path, with and without indices. */
  private record Where(String structure, String path, String fields) {
    static final Where ROOT = new Where("", "", "");

    Where field(String structureName, String name) {
      String dot = path.isEmpty() ? "" : ".";
      return new Where(structureName, path + dot + name, fields + dot + name);
    }

    Where element(int index) {
      return new Where(structure, path + '[' + index + ']', fields);
    }
  }

  private StructureReader() {}

  /**
   * Reads a document.
   *
   * @throws io.slipway.controlplane.apiserver.meta.ApiException if a value has another type
   */
  public static Reading read(TypeDescription type, ObjectNode document) {
    StructureReader reader = new StructureReader();
    JsonNode read = reader.value(type, document, Where.ROOT);
    if (reader.problem != null) {
      throw ApiErrors.badRequest(refused(document, reader.problem));
    }
    return new Reading((ObjectNode) read, reader.unknown);
  }

  /** The message with which a document that is not of its kind is refused. */
  public static String refused(JsonNode document, String problem) {
    return refused(document, document.path("kind").asText(""), problem);
  }

  /**
   * As {@link #refused(JsonNode, String)}.
   *
   * @param wanted the kind that it should have been of
   */
  public static String refused(JsonNode document, String wanted, String problem) {
    String apiVersion = document.path("apiVersion").asText("");
    return document.path("kind").asText("")
        + " in version \""
        + apiVersion.substring(apiVersion.indexOf('/') + 1)
        + "\" cannot be handled as a "
        + wanted
        + ": "
        + problem;
  }

  private JsonNode value(TypeDescription type, JsonNode value, Where where) {
    MapType map = type.map();
    if (map != null && map.untyped()) {
      return value;
    }
    return switch (type.shapeFor(null)) {
      case MAP -> map(type, value, where);
      case LIST -> list(type, value, where);
      case SCALAR -> scalar(type, value, where);
    };
  }

  private JsonNode map(TypeDescription type, JsonNode value, Where where) {
    MapType map = type.map();
    if (map == null || !value.isObject()) {
      return mismatch(type, value, where);
    }
    ObjectNode read = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String name = field.getKey();
      TypeDescription fieldType = map.typeOf(name);
      boolean structure = map.fields().containsKey(name);
      if (fieldType == null) {
        unknown.add(where.field("", name).path());
      } else if (!field.getValue().isNull()) {
        Where below = structure ? where.field(map.name(), name) : where;
        read.set(name, value(fieldType, field.getValue(), below));
      } else if (!structure && fieldType.scalar() == ScalarKind.TEXT) {
        read.set(name, TextNode.valueOf(""));
      }
    }
    return read;
  }

  private JsonNode list(TypeDescription type, JsonNode value, Where where) {
    ListType list = type.list();
    if (list == null || !value.isArray()) {
      return mismatch(type, value, where);
    }
    ArrayNode read = JsonNodeFactory.instance.arrayNode(value.size());
    for (int i = 0; i < value.size(); i++) {
      JsonNode each = value.get(i);
      read.add(
          each.isNull() ? empty(list.element()) : value(list.element(), each, where.element(i)));
    }
    return read;
  }

  /** What null becomes in a list. */
  private static JsonNode empty(TypeDescription type) {
    if (type.map() != null) {
      return JsonNodeFactory.instance.objectNode();
    }
    ScalarKind scalar = type.scalar();
    return scalar == null || scalar == ScalarKind.TEXT
        ? TextNode.valueOf("")
        : JsonNodeFactory.instance.nullNode();
  }

  private JsonNode scalar(TypeDescription type, JsonNode value, Where where) {
    ScalarKind kind = type.scalar();
    boolean fits = kind != null && fits(kind, value);
    return fits ? value : mismatch(type, value, where);
  }

  private static boolean fits(ScalarKind kind, JsonNode value) {
    return switch (kind) {
      case INT32 -> value.isIntegralNumber() && value.canConvertToInt();
      case INT64 -> value.isIntegralNumber() && value.canConvertToLong();
      case TEXT, BYTES, NUMBER, BOOLEAN, ANY -> kind.admits(value);
    };
  }

  /** The first value of another type is the one that is reported. */
  private JsonNode mismatch(TypeDescription type, JsonNode value, Where where) {
    if (problem == null) {
      problem =
          "json: cannot unmarshal "
              + found(type, value)
              + " into Go "
              + (where.structure().isEmpty()
                  ? "value"
                  : "struct field " + where.structure() + '.' + where.fields())
              + " of type "
              + expected(type);
    }
    return value;
  }

  private static String found(TypeDescription type, JsonNode value) {
    boolean wantsNumber = type.scalar() == ScalarKind.INT32 || type.scalar() == ScalarKind.INT64;
    return value.isNumber() && wantsNumber ? "number " + value : found(value);
  }

  /** How Go names what a value is. */
  public static String found(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "array";
      case OBJECT, POJO -> "object";
      case STRING, BINARY -> "string";
      case BOOLEAN -> "bool";
      case NUMBER -> "number";
      case NULL, MISSING -> "null";
    };
  }

  private static String expected(TypeDescription type) {
    MapType map = type.map();
    if (map != null && !map.name().isEmpty()) {
      return "v1." + map.name();
    }
    if (map != null) {
      TypeDescription element = map.element();
      return "map[string]" + (element == null ? "interface {}" : expected(element));
    }
    ListType list = type.list();
    if (list != null) {
      return "[]" + expected(list.element());
    }
    ScalarKind scalar = type.scalar();
    return switch (scalar == null ? ScalarKind.ANY : scalar) {
      case TEXT, ANY -> "string";
      case BYTES -> "[]uint8";
      case INT32 -> "int32";
      case INT64 -> "int64";
      case NUMBER -> "float64";
      case BOOLEAN -> "bool";
    };
  }
}
