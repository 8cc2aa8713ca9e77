// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Values as Go sees them after it has read them from JSON. */
final class Json {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Json() {}

  /** What kind of value it is: whole numbers that fit into 64 bits are integers, others are not. */
  enum Kind {
    NULL,
    BOOLEAN,
    INTEGER,
    NUMBER,
    STRING,
    ARRAY,
    OBJECT
  }

  static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("compiled schema with a value that is not JSON", e);
    }
  }

  static Kind kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> Kind.OBJECT;
      case ARRAY -> Kind.ARRAY;
      case STRING, BINARY -> Kind.STRING;
      case BOOLEAN -> Kind.BOOLEAN;
      case NUMBER -> isLong(value) ? Kind.INTEGER : Kind.NUMBER;
      case NULL, MISSING, POJO -> Kind.NULL;
    };
  }

  private static boolean isLong(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToLong();
  }
}
