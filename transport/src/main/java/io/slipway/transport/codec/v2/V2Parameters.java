// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Parameter;
import io.slipway.transport.codec.json.JsonNumber;
import io.slipway.transport.codec.json.JsonReader;
import io.slipway.transport.codec.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** The {@code parameters} object of a request, a tensor or an answer. */
final class V2Parameters {
  private V2Parameters() {}

  /**
   * @param label what they belong to, for messages
   */
  static Map<String, Parameter> read(JsonReader json, String label) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    json.beginObject();
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      if (parameters.put(key, value(json, key, label)) != null) {
        throw ServingException.invalid("%s: parameter '%s' is given twice".formatted(label, key));
      }
    }
    return parameters;
  }

  /**
   * @param key the parameter's name, for messages
   */
  static Parameter value(JsonReader json, String key, String label) {
    JsonReader.Kind kind = json.peek();
    return switch (kind) {
      case STRING -> new Parameter.Text(json.readString());
      case BOOLEAN -> new Parameter.Bool(json.readBoolean());
      case NUMBER -> number(json.readNumber());
      case OBJECT, ARRAY, NULL, END ->
          throw ServingException.invalid(
              "%s: parameter '%s' is %s (expected: a string, a number, true or false)"
                  .formatted(label, key, kind.phrase()));
    };
  }

  private static Parameter number(JsonNumber number) {
    if (number.isPlainInteger()) {
      if (number.isInt64()) {
        return new Parameter.Int64(number.int64());
      }
      if (number.isUint64()) {
        return new Parameter.Uint64(number.int64());
      }
    }
    return new Parameter.Float64(number.doubleValue());
  }

  /** Writes the members, without the braces around them. */
  static void writeMembers(JsonWriter json, Map<String, Parameter> parameters) {
    parameters.forEach((key, parameter) -> {
      json.key(key);
      switch (parameter) {
        case Parameter.Bool(boolean value) -> json.value(value);
        case Parameter.Int64(long value) -> json.value(value);
        case Parameter.Uint64(long value) -> json.unsignedValue(value);
        case Parameter.Float64(double value) -> json.value(value);
        case Parameter.Text(String value) -> json.value(value);
      }
    });
  }
}
