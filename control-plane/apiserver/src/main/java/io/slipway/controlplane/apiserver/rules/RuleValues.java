// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import io.slipway.controlplane.apiserver.schema.SchemaNode;
import io.slipway.controlplane.apiserver.schema.SchemaType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of objects as CEL computes with them, by the types that {@link RuleTypes} gives. */
final class RuleValues {
  private RuleValues() {}

  static Object of(JsonNode value, @Nullable SchemaNode schema, boolean resource) {
    return switch (value.getNodeType()) {
      case NULL, MISSING, POJO -> NullValue.NULL_VALUE;
      case BOOLEAN -> value.booleanValue();
      case NUMBER -> number(value, schema);
      case STRING, BINARY -> text(value.asText(), schema);
      case ARRAY -> list(value, schema);
      case OBJECT -> object(value, schema, resource);
    };
  }

  private static Object number(JsonNode value, @Nullable SchemaNode schema) {
    boolean whole = value.isIntegralNumber() && value.canConvertToLong();
    boolean wanted = schema != null && schema.type() == SchemaType.NUMBER;
    if (whole && !wanted) {
      return value.longValue();
    }
    boolean integer = schema != null && schema.type() == SchemaType.INTEGER;
    return integer ? (Object) (long) value.doubleValue() : value.doubleValue();
  }

  private static Object text(String text, @Nullable SchemaNode schema) {
    String format = schema == null || schema.intOrString() ? "" : schema.format();
    try {
      return switch (format) {
        case "byte" -> CelByteString.of(Base64.getDecoder().decode(text));
        case "duration" -> GoDuration.parse(text);
        case "date" -> LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        case "date-time" -> instant(text);
        default -> text;
      };
    } catch (DateTimeException | IllegalArgumentException e) {
      return text; // the format was found wrong elsewhere
    }
  }

  private static Instant instant(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  private static List<Object> list(JsonNode value, @Nullable SchemaNode schema) {
    SchemaNode items = schema == null ? null : schema.items();
    boolean resource = items != null && items.embedded();
    List<Object> list = new ArrayList<>(value.size());
    for (JsonNode item : value) {
      list.add(of(item, items, resource));
    }
    return list;
  }

  private static Map<String, Object> object(
      JsonNode value, @Nullable SchemaNode schema, boolean resource) {
    Map<String, Object> map = LinkedHashMap.newLinkedHashMap(value.size());
    boolean named = schema == null || schema.additional() == null;
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String property = field.getKey();
      SchemaNode node = schema == null ? null : schema.field(property);
      String name = named ? CelNames.of(property) : property;
      boolean known = node != null || (resource && isMeta(property));
      if (named && field.getValue().isNull()) {
        continue; // for rules a property that is null is not there
      }
      if (name != null && known) {
        map.put(name, of(field.getValue(), node, node != null && node.embedded()));
      }
    }
    if (resource && value.path("metadata").isObject()) {
      map.put("metadata", metadata(value.path("metadata")));
    }
    return map;
  }

  private static Map<String, Object> metadata(JsonNode metadata) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (String name : List.of("name", "generateName")) {
      if (metadata.path(name).isTextual()) {
        map.put(name, metadata.path(name).textValue());
      }
    }
    return map;
  }

  private static boolean isMeta(String property) {
    return property.equals("apiVersion") || property.equals("kind");
  }
}
