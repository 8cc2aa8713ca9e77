// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.SettingValue;
import io.slipway.transport.codec.json.JsonValue;
import io.slipway.transport.codec.json.JsonWriter;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON bodies of the logging and trace extensions: an object of settings by their names. */
public final class SettingsDocument {
  private SettingsDocument() {}

  /**
   * What a request changes, in its order; an empty body changes nothing.
   *
   * @throws ServingException INVALID_ARGUMENT if it is not an object of values, texts and lists of
   *     texts
   */
  public static Map<String, SettingValue> decode(RequestBody body) {
    Map<String, SettingValue> settings = new LinkedHashMap<>();
    if (body.size() == 0) {
      return settings;
    }
    byte[] bytes = body.copy(0, body.size());
    JsonValue.parse(bytes, 0, bytes.length)
        .asObject("the request")
        .members()
        .forEach((name, value) -> settings.put(name, value(name, value)));
    return settings;
  }

  private static SettingValue value(String name, JsonValue value) {
    return switch (value) {
      case JsonValue.BooleanValue(boolean flag) -> new SettingValue.Flag(flag);
      case JsonValue.NumberValue number -> new SettingValue.Whole(number.asInt64(quoted(name)));
      case JsonValue.StringValue(String text) -> new SettingValue.Text(text);
      case JsonValue.NullValue() -> new SettingValue.Unset();
      case JsonValue.ArrayValue(List<JsonValue> elements) -> {
        List<String> texts = new ArrayList<>();
        for (JsonValue element : elements) {
          texts.add(element.asString("element " + texts.size() + " of " + quoted(name)));
        }
        yield new SettingValue.Texts(texts);
      }
      case JsonValue.ObjectValue _ ->
          throw ServingException.invalid(
              quoted(name) + " is an object (expected: a value or a list)");
    };
  }

  private static String quoted(String name) {
    return "'" + name + "'";
  }

  /** Writes settings in their order to the end of {@code out}, which stays the caller's. */
  public static void encode(Map<String, SettingValue> settings, OutputBuffer out) {
    JsonWriter json = new JsonWriter(out);
    json.beginObject();
    settings.forEach((name, value) -> {
      json.key(name);
      write(json, value);
    });
    json.endObject();
    json.flush();
  }

  private static void write(JsonWriter json, SettingValue value) {
    switch (value) {
      case SettingValue.Flag(boolean flag) -> json.value(flag);
      case SettingValue.Whole(long number) -> json.value(number);
      case SettingValue.Text(String text) -> json.value(text);
      case SettingValue.Unset() -> json.nullValue();
      case SettingValue.Texts(List<String> texts) -> {
        json.beginArray();
        texts.forEach(json::value);
        json.endArray();
      }
    }
  }
}
