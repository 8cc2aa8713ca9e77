// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.json;

import io.slipway.api.error.ServingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole JSON document as an immutable tree, for small documents off the hot path: settings,
 * configuration, load requests. Tensors are read with {@link JsonReader} instead, which makes no
 * objects.
 *
 * <p>The {@code as} methods are for what must be of one kind: they throw INVALID_ARGUMENT that
 * names {@code where} the value stands (e.g. {@code 'log_file'}), what it is and what was expected.
 * What may be of several kinds is a {@code switch} over the records.
 */
public sealed interface JsonValue {
  /** How many values a document may hold, so that its tree stays within some megabytes. */
  int MAX_VALUES = 100_000;

  /** An object with its members in their order. */
  record ObjectValue(Map<String, JsonValue> members) implements JsonValue {
    public ObjectValue {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** The member's value, null if there is no such member. */
    public @Nullable JsonValue get(String key) {
      return members.get(key);
    }
  }

  /** An array. */
  record ArrayValue(List<JsonValue> elements) implements JsonValue {
    public ArrayValue {
      elements = List.copyOf(elements);
    }
  }

  /** A string. */
  record StringValue(String value) implements JsonValue {}

  /**
   * A number.
   *
   * @param text as it was written
   */
  record NumberValue(String text) implements JsonValue {
    /** The nearest double; NaN and infinities are possible. */
    public double doubleValue() {
      return number().doubleValue();
    }

    /** True if the value is an integer that a signed 64-bit integer holds; 2.0 and 1e3 are. */
    public boolean isInt64() {
      return number().isInt64();
    }

    private JsonNumber number() {
      byte[] digits = text.getBytes(StandardCharsets.US_ASCII);
      return new JsonReader(digits, 0, digits.length).readNumber();
    }
  }

  /** {@code true} or {@code false}. */
  record BooleanValue(boolean value) implements JsonValue {}

  /** {@code null}. */
  record NullValue() implements JsonValue {}

  /**
   * Reads a document that is all of the given bytes.
   *
   * @throws ServingException INVALID_ARGUMENT with the byte offset, if it is not JSON, names a
   *     member twice, or is nested or large beyond the limits
   */
  static JsonValue parse(byte[] bytes, int offset, int length) {
    return new JsonTree(new JsonReader(bytes, offset, length)).document();
  }

  /** As {@link #parse(byte[], int, int)}. */
  static JsonValue parse(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return parse(utf8, 0, utf8.length);
  }

  /** Writes the value as the next one; numbers as they were written. */
  default void writeTo(JsonWriter json) {
    switch (this) {
      case ObjectValue(Map<String, JsonValue> members) -> {
        json.beginObject();
        members.forEach((key, value) -> {
          json.key(key);
          value.writeTo(json);
        });
        json.endObject();
      }
      case ArrayValue(List<JsonValue> elements) -> {
        json.beginArray();
        elements.forEach(element -> element.writeTo(json));
        json.endArray();
      }
      case StringValue(String value) -> json.value(value);
      case NumberValue(String text) -> json.json(text.getBytes(StandardCharsets.US_ASCII));
      case BooleanValue(boolean value) -> json.value(value);
      case NullValue _ -> json.nullValue();
    }
  }

  /** What the value is, with its article, for messages. */
  default JsonReader.Kind kind() {
    return switch (this) {
      case ObjectValue _ -> JsonReader.Kind.OBJECT;
      case ArrayValue _ -> JsonReader.Kind.ARRAY;
      case StringValue _ -> JsonReader.Kind.STRING;
      case NumberValue _ -> JsonReader.Kind.NUMBER;
      case BooleanValue _ -> JsonReader.Kind.BOOLEAN;
      case NullValue _ -> JsonReader.Kind.NULL;
    };
  }

  default ObjectValue asObject(String where) {
    if (this instanceof ObjectValue object) {
      return object;
    }
    throw wrongKind(where, JsonReader.Kind.OBJECT.phrase());
  }

  default List<JsonValue> asArray(String where) {
    if (this instanceof ArrayValue array) {
      return array.elements();
    }
    throw wrongKind(where, JsonReader.Kind.ARRAY.phrase());
  }

  default String asString(String where) {
    if (this instanceof StringValue string) {
      return string.value();
    }
    throw wrongKind(where, JsonReader.Kind.STRING.phrase());
  }

  default boolean asBoolean(String where) {
    if (this instanceof BooleanValue bool) {
      return bool.value();
    }
    throw wrongKind(where, JsonReader.Kind.BOOLEAN.phrase());
  }

  default long asInt64(String where) {
    if (!(this instanceof NumberValue number)) {
      throw wrongKind(where, "an integer");
    }
    JsonNumber value = number.number();
    if (!value.isInt64()) {
      throw ServingException.invalid(
          "%s is %s (expected: an integer of 64 bits)".formatted(where, number.text()));
    }
    return value.int64();
  }

  default double asDouble(String where) {
    if (this instanceof NumberValue number) {
      return number.doubleValue();
    }
    throw wrongKind(where, JsonReader.Kind.NUMBER.phrase());
  }

  private ServingException wrongKind(String where, String expected) {
    return ServingException.invalid(
        "%s is %s (expected: %s)".formatted(where, kind().phrase(), expected));
  }
}
