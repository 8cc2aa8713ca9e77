// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.json.JsonValue;
import io.slipway.transport.codec.json.JsonValue.BooleanValue;
import io.slipway.transport.codec.json.JsonValue.NullValue;
import io.slipway.transport.codec.json.JsonValue.NumberValue;
import io.slipway.transport.codec.json.JsonValue.ObjectValue;
import io.slipway.transport.codec.json.JsonValue.StringValue;
import io.slipway.transport.codec.modelconfig.ConfigMessage.Position;
import io.slipway.transport.codec.modelconfig.ConfigValue.ConstantValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.FlagValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.IntegerValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.MessageValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.RealValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.TextValue;
import io.slipway.transport.codec.modelconfig.Field.Cardinality;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message in protobuf's JSON mapping: fields by either of their names, integers as numbers
 * or strings, enums by name or number, null for unset.
 */
public final class JsonConfigReader {
  private final String source;
  private int values;

  private JsonConfigReader(String source) {
    this.source = source;
  }

  /**
   * @param source what the document is called in messages
   * @throws ServingException INVALID_ARGUMENT with the path of what is wrong
   */
  public static ConfigMessage read(MessageType type, String source, JsonValue document) {
    return new JsonConfigReader(source).message(type, document, "");
  }

  private ConfigMessage message(MessageType type, JsonValue json, String path) {
    if (!(json instanceof ObjectValue object)) {
      throw unexpected(json, path, "an object");
    }
    ConfigMessage.Builder message = ConfigMessage.builder(type);
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      Field field = type.findJson(member.getKey());
      if (field == null) {
        throw wrong(
            path,
            "%s has no field '%s' (expected one of %s)"
                .formatted(type, member.getKey(), type.phrase()));
      }
      if (!(member.getValue() instanceof NullValue)) {
        field(
            message,
            field,
            member.getValue(),
            path.isEmpty() ? field.name() : path + "." + field.name());
      }
    }
    return message.build();
  }

  private void field(ConfigMessage.Builder message, Field field, JsonValue json, String path) {
    Field rival = message.rival(field);
    if (rival != null) {
      throw wrong(path, "is set besides '%s' (expected: one of them)".formatted(rival.name()));
    }
    if (field.cardinality() == Cardinality.SINGULAR) {
      if (message.has(field)) {
        throw wrong(path, "is set twice");
      }
      message.add(field, null, value(field.type(), json, path), Position.NONE);
    } else if (field.key() == null) {
      List<JsonValue> elements =
          json instanceof JsonValue.ArrayValue array ? array.elements() : null;
      if (elements == null) {
        throw unexpected(json, path, "an array");
      }
      for (int i = 0; i < elements.size(); i++) {
        message.add(
            field, null, value(field.type(), elements.get(i), path + "[" + i + "]"), Position.NONE);
      }
    } else {
      if (!(json instanceof ObjectValue entries)) {
        throw unexpected(json, path, "an object");
      }
      for (Map.Entry<String, JsonValue> entry : entries.members().entrySet()) {
        String at = path + "['" + entry.getKey() + "']";
        ConfigValue key = value(field.key(), new StringValue(entry.getKey()), at);
        message.add(field, key, value(field.type(), entry.getValue(), at), Position.NONE);
      }
    }
  }

  private ConfigValue value(FieldType type, JsonValue json, String path) {
    if (++values > TextReader.MAX_VALUES) {
      throw wrong(path, "more than " + TextReader.MAX_VALUES + " values");
    }
    return switch (type) {
      case MessageType message -> new MessageValue(message(message, json, path));
      case EnumType constants -> new ConstantValue(constant(constants, json, path));
      case ScalarType scalar -> {
        ConfigValue value = scalar(scalar, json);
        if (value == null) {
          throw unexpected(json, path, scalar.phrase());
        }
        yield value;
      }
    };
  }

  private EnumType.Constant constant(EnumType type, JsonValue json, String path) {
    EnumType.Constant constant = null;
    if (json instanceof StringValue(String name)) {
      constant = type.find(name);
    } else if (json instanceof NumberValue number && number.isInt64()) {
      constant = type.find(number.asInt64(path));
    }
    if (constant == null) {
      throw unexpected(json, path, type.phrase());
    }
    return constant;
  }

  private static @Nullable ConfigValue scalar(ScalarType type, JsonValue json) {
    return switch (type) {
      case STRING -> json instanceof StringValue(String text) ? new TextValue(text) : null;
      case BOOL -> json instanceof BooleanValue(boolean flag) ? new FlagValue(flag) : null;
      case FLOAT, DOUBLE -> real(json);
      case INT32, UINT32, INT64, UINT64 -> {
        Long integer = integer(type, json);
        yield integer == null ? null : new IntegerValue(integer);
      }
    };
  }

  private static @Nullable Long integer(ScalarType type, JsonValue json) {
    String digits =
        switch (json) {
          case StringValue(String text) -> text;
          // 1e3 and 2.0 are integers too
          case NumberValue number ->
              number.isInt64() ? Long.toString(number.asInt64("")) : number.text();
          case BooleanValue _, NullValue _, ObjectValue _, JsonValue.ArrayValue _ -> "";
        };
    boolean negative = digits.startsWith("-");
    String magnitude = negative ? digits.substring(1) : digits;
    return magnitude.isEmpty() || magnitude.charAt(0) == '-'
        ? null
        : type.integer(negative, magnitude, 10);
  }

  private static @Nullable ConfigValue real(JsonValue json) {
    return switch (json) {
      case NumberValue number -> new RealValue(number.doubleValue());
      case StringValue(String text) ->
          switch (text) {
            case "NaN" -> new RealValue(Double.NaN);
            case "Infinity" -> new RealValue(Double.POSITIVE_INFINITY);
            case "-Infinity" -> new RealValue(Double.NEGATIVE_INFINITY);
            default -> null;
          };
      case BooleanValue _, NullValue _, ObjectValue _, JsonValue.ArrayValue _ -> null;
    };
  }

  private ServingException unexpected(JsonValue json, String path, String expected) {
    String found =
        switch (json) {
          case StringValue(String text) -> "'" + text + "'";
          case NumberValue(String text) -> text;
          case BooleanValue(boolean flag) -> Boolean.toString(flag);
          case ObjectValue _, JsonValue.ArrayValue _, NullValue _ -> json.kind().phrase();
        };
    return wrong(path, "is %s (expected: %s)".formatted(found, expected));
  }

  private ServingException wrong(String path, String what) {
    return ServingException.invalid(
        "%s: %s%s".formatted(source, path.isEmpty() ? "" : path + " ", what));
  }
}
