// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import io.slipway.transport.codec.json.JsonWriter;
import io.slipway.transport.codec.modelconfig.ConfigMessage.Occurrence;
import io.slipway.transport.codec.modelconfig.ConfigValue.ConstantValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.FlagValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.IntegerValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.MessageValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.RealValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.TextValue;
import java.util.List;
import java.util.Objects;

/**
 * Writes a message as Triton writes its configuration: names as in the proto, every integer as a
 * number, defaults written out; only messages and members of a oneof that are unset are left out.
 */
public final class JsonConfigWriter {
  private JsonConfigWriter() {}

  public static void write(ConfigMessage message, JsonWriter json) {
    json.beginObject();
    for (Field field : message.type().fields()) {
      List<Occurrence> values = message.all(field.name());
      switch (field.cardinality()) {
        case SINGULAR -> single(field, values, json);
        case REPEATED -> {
          json.key(field.name());
          json.beginArray();
          values.forEach(each -> value(field.type(), each.value(), json));
          json.endArray();
        }
        case MAP -> {
          json.key(field.name());
          json.beginObject();
          for (Occurrence each : values) {
            json.key(key(Objects.requireNonNull(each.key(), "key")));
            value(field.type(), each.value(), json);
          }
          json.endObject();
        }
      }
    }
    json.endObject();
  }

  private static void single(Field field, List<Occurrence> values, JsonWriter json) {
    if (!values.isEmpty()) {
      json.key(field.name());
      value(field.type(), values.getFirst().value(), json);
    } else if (field.oneof() == null && !(field.type() instanceof MessageType)) {
      json.key(field.name());
      value(field.type(), ConfigValue.unset(field.type()), json);
    }
  }

  private static String key(ConfigValue key) {
    return switch (key) {
      case TextValue(String text) -> text;
      case IntegerValue(long number) -> Long.toUnsignedString(number);
      case FlagValue(boolean flag) -> Boolean.toString(flag);
      case RealValue _, ConstantValue _, MessageValue _ ->
          throw new IllegalArgumentException("no key of a map: " + key);
    };
  }

  private static void value(FieldType type, ConfigValue value, JsonWriter json) {
    switch (value) {
      case MessageValue(ConfigMessage message) -> write(message, json);
      case TextValue(String text) -> json.value(text);
      case FlagValue(boolean flag) -> json.value(flag);
      case ConstantValue(EnumType.Constant constant) -> json.value(constant.name());
      case IntegerValue(long number) -> {
        if (type == ScalarType.UINT64) {
          json.unsignedValue(number);
        } else {
          json.value(number);
        }
      }
      case RealValue(double number) -> {
        if (!Double.isFinite(number)) {
          json.value(Double.toString(number)); // protobuf's mapping has strings for these
        } else if (type == ScalarType.FLOAT) {
          json.value((float) number);
        } else {
          json.value(number);
        }
      }
    }
  }
}
