// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import io.slipway.transport.codec.grpc.ProtoWriter;
import io.slipway.transport.codec.modelconfig.ConfigMessage.Occurrence;
import io.slipway.transport.codec.modelconfig.ConfigValue.ConstantValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.FlagValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.IntegerValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.MessageValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.RealValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.TextValue;
import io.slipway.transport.codec.modelconfig.Field.Cardinality;
import java.util.List;

/** Writes a message in the protobuf wire format; defaults are left out, numbers packed. */
public final class WireConfigWriter {
  private static final int KEY = 1;
  private static final int VALUE = 2;

  private WireConfigWriter() {}

  /** The message's fields; length and tag of the message itself are the caller's. */
  public static void write(ConfigMessage message, ProtoWriter out) {
    for (Field field : message.type().fields()) {
      List<Occurrence> values = message.all(field.name());
      if (values.isEmpty()) {
        continue;
      }
      switch (field.cardinality()) {
        case SINGULAR -> {
          ConfigValue value = values.getFirst().value();
          if (field.oneof() != null || !value.isDefault()) {
            field(field.number(), field.type(), value, out);
          }
        }
        case REPEATED -> repeated(field, values, out);
        case MAP -> values.forEach(each -> entry(field, each, out));
      }
    }
  }

  private static void entry(Field field, Occurrence each, ProtoWriter out) {
    ScalarType keyType = field.key();
    ConfigValue key = each.key();
    if (field.cardinality() != Cardinality.MAP || keyType == null || key == null) {
      throw new IllegalArgumentException(field.name() + " is no map");
    }
    out.message(
        field.number(),
        entry -> {
          field(KEY, keyType, key, entry);
          field(VALUE, field.type(), each.value(), entry);
        });
  }

  private static void repeated(Field field, List<Occurrence> values, ProtoWriter out) {
    if (field.type() instanceof MessageType || field.type() == ScalarType.STRING) {
      values.forEach(each -> field(field.number(), field.type(), each.value(), out));
    } else {
      out.message(
          field.number(),
          packed -> values.forEach(each -> bare(field.type(), each.value(), packed)));
    }
  }

  private static void field(int number, FieldType type, ConfigValue value, ProtoWriter out) {
    switch (value) {
      case MessageValue(ConfigMessage message) ->
          out.message(number, content -> write(message, content));
      case TextValue(String text) -> out.repeatedString(number, text);
      case IntegerValue(long integer) -> out.oneVarint(number, integer);
      case FlagValue(boolean flag) -> out.oneBool(number, flag);
      case ConstantValue(EnumType.Constant constant) -> out.oneVarint(number, constant.number());
      case RealValue(double real) -> {
        if (type == ScalarType.FLOAT) {
          out.oneFloat(number, (float) real);
        } else {
          out.oneDouble(number, real);
        }
      }
    }
  }

  /** Without a tag. */
  private static void bare(FieldType type, ConfigValue value, ProtoWriter out) {
    switch (value) {
      case IntegerValue(long integer) -> out.varint(integer);
      case FlagValue(boolean flag) -> out.varint(flag ? 1 : 0);
      case ConstantValue(EnumType.Constant constant) -> out.varint(constant.number());
      case RealValue(double real) -> {
        if (type == ScalarType.FLOAT) {
          out.fixed32(Float.floatToRawIntBits((float) real));
        } else {
          out.fixed64(Double.doubleToRawLongBits(real));
        }
      }
      case TextValue _, MessageValue _ ->
          throw new IllegalArgumentException("cannot be packed: " + value);
    }
  }
}
