// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

/** One value: a field's, or an element's of a repeated or map field. */
public sealed interface ConfigValue {
  /** An integer of any width; of an unsigned one, its bits. */
  record IntegerValue(long value) implements ConfigValue {}

  /** A floating point number. */
  record RealValue(double value) implements ConfigValue {}

  /** A truth value. */
  record FlagValue(boolean value) implements ConfigValue {}

  /** A string. */
  record TextValue(String value) implements ConfigValue {}

  /** A constant of an enum. */
  record ConstantValue(EnumType.Constant value) implements ConfigValue {}

  /** A message. */
  record MessageValue(ConfigMessage value) implements ConfigValue {}

  /** True for what an unset field reads as; a message that is there is never a default. */
  default boolean isDefault() {
    return switch (this) {
      case IntegerValue(long value) -> value == 0;
      case RealValue(double value) -> Double.doubleToRawLongBits(value) == 0;
      case FlagValue(boolean value) -> !value;
      case TextValue(String value) -> value.isEmpty();
      case ConstantValue(EnumType.Constant value) -> value.number() == 0;
      case MessageValue _ -> false;
    };
  }

  /** What a field of this type reads as while it is unset; for a message, an empty one. */
  static ConfigValue unset(FieldType type) {
    return switch (type) {
      case MessageType message -> new MessageValue(ConfigMessage.builder(message).build());
      case EnumType constants -> new ConstantValue(constants.constants().getFirst());
      case ScalarType.STRING -> new TextValue("");
      case ScalarType.BOOL -> new FlagValue(false);
      case ScalarType.FLOAT, ScalarType.DOUBLE -> new RealValue(0);
      case ScalarType _ -> new IntegerValue(0);
    };
  }
}
