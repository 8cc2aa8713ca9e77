// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.json;

import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.json.JsonValue.ArrayValue;
import io.slipway.transport.codec.json.JsonValue.BooleanValue;
import io.slipway.transport.codec.json.JsonValue.NullValue;
import io.slipway.transport.codec.json.JsonValue.NumberValue;
import io.slipway.transport.codec.json.JsonValue.ObjectValue;
import io.slipway.transport.codec.json.JsonValue.StringValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds the tree of one document. The depth is bounded by the reader, the size here. */
final class JsonTree {
  private static final NullValue NULL = new NullValue();
  private static final BooleanValue TRUE = new BooleanValue(true);
  private static final BooleanValue FALSE = new BooleanValue(false);

  private final JsonReader in;
  private int values;

  JsonTree(JsonReader in) {
    this.in = in;
  }

  JsonValue document() {
    JsonValue value = value();
    in.readEnd();
    return value;
  }

  private JsonValue value() {
    int at = in.position();
    if (++values > JsonValue.MAX_VALUES) {
      throw ServingException.invalid(
          "the JSON holds more than %d values, at byte %d".formatted(JsonValue.MAX_VALUES, at));
    }
    return switch (in.peek()) {
      case OBJECT -> object();
      case ARRAY -> array();
      case STRING -> new StringValue(in.readString());
      case NUMBER -> new NumberValue(in.readNumber().text());
      case BOOLEAN -> in.readBoolean() ? TRUE : FALSE;
      case NULL -> {
        in.readNull();
        yield NULL;
      }
      case END ->
          throw ServingException.invalid(
              "malformed JSON at byte %d: found the end of the input (expected: a value)"
                  .formatted(at));
    };
  }

  private ObjectValue object() {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    in.beginObject();
    for (String key = in.nextKey(); key != null; key = in.nextKey()) {
      int at = in.position();
      if (members.put(key, value()) != null) {
        throw ServingException.invalid(
            "the JSON names the member '%s' twice, at byte %d".formatted(key, at));
      }
    }
    return new ObjectValue(members);
  }

  private ArrayValue array() {
    List<JsonValue> elements = new ArrayList<>();
    in.beginArray();
    while (in.nextElement()) {
      elements.add(value());
    }
    return new ArrayValue(elements);
  }
}
