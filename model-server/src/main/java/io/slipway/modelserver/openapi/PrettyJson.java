// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import io.slipway.transport.codec.json.JsonValue;
import io.slipway.transport.codec.json.JsonValue.ArrayValue;
import io.slipway.transport.codec.json.JsonValue.ObjectValue;
import io.slipway.transport.codec.json.JsonWriter;
import io.slipway.transport.memory.OutputBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** JSON for people: a member a line, what is nested indented. Pure. */
final class PrettyJson {
  private final StringBuilder text = new StringBuilder();

  private PrettyJson() {}

  static String of(JsonValue value) {
    PrettyJson pretty = new PrettyJson();
    pretty.write(value, "\n");
    return pretty.text.toString();
  }

  /**
   * @param indent a line's end and what the next one begins with
   */
  private void write(JsonValue value, String indent) {
    if (value instanceof ObjectValue(Map<String, JsonValue> members) && !members.isEmpty()) {
      char separator = '{';
      for (Map.Entry<String, JsonValue> member : members.entrySet()) {
        text.append(separator).append(indent).append("  ");
        text.append(compact(new JsonValue.StringValue(member.getKey()))).append(": ");
        write(member.getValue(), indent + "  ");
        separator = ',';
      }
      text.append(indent).append('}');
    } else if (value instanceof ArrayValue(List<JsonValue> elements) && !isFlat(elements)) {
      text.append('[').append(indent).append("  ");
      Iterator<JsonValue> rest = elements.iterator();
      while (rest.hasNext()) {
        write(rest.next(), indent + "  ");
        text.append(rest.hasNext() ? "," + indent + "  " : indent + "]");
      }
    } else {
      text.append(compact(value));
    }
  }

  private static boolean isFlat(List<JsonValue> elements) {
    for (JsonValue element : elements) {
      if (element instanceof ObjectValue || element instanceof ArrayValue) {
        return false;
      }
    }
    return true;
  }

  private static String compact(JsonValue value) {
    try (OutputBuffer buffer = OutputBuffer.allocate(64)) {
      JsonWriter json = new JsonWriter(buffer);
      value.writeTo(json);
      json.flush();
      return buffer.toUtf8();
    }
  }
}
