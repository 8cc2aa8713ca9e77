// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.Utf8;
import io.slipway.transport.codec.modelconfig.ConfigMessage.Position;
import io.slipway.transport.codec.modelconfig.ConfigValue.FlagValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.IntegerValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.RealValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.TextValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the values of protobuf's text format that are no messages, from a scanner at one. */
final class TextLiterals {
  private final TextScanner in;

  TextLiterals(TextScanner in) {
    this.in = in;
  }

  ConfigValue scalar(Field field, ScalarType type) {
    return switch (type) {
      case STRING -> new TextValue(string(field));
      case BOOL -> new FlagValue(flag(field));
      case FLOAT, DOUBLE -> new RealValue(real(field, type));
      case INT32, UINT32, INT64, UINT64 -> new IntegerValue(integer(field, type));
    };
  }

  private ServingException notA(Field field, String expected) {
    return in.unexpected("%s for %s".formatted(expected, field.name()));
  }

  EnumType.Constant constant(Field field, EnumType constants) {
    EnumType.Constant constant = null;
    if (in.kind() == TextScanner.Kind.NAME) {
      constant = constants.find(in.text());
    } else if (in.kind() == TextScanner.Kind.NUMBER) {
      Long number = parseInteger(ScalarType.INT32, false);
      constant = number == null ? null : constants.find((long) number);
    }
    if (constant == null) {
      throw notA(field, constants.phrase());
    }
    in.advance();
    return constant;
  }

  private boolean flag(Field field) {
    Boolean flag =
        switch (in.kind()) {
          case NAME ->
              switch (in.text()) {
                case "true", "True", "t" -> Boolean.TRUE;
                case "false", "False", "f" -> Boolean.FALSE;
                default -> null;
              };
          case NUMBER -> {
            Long number = parseInteger(ScalarType.UINT32, false);
            yield (number == null || number > 1) ? null : Boolean.valueOf(number == 1);
          }
          case STRING, SIGN, END -> null;
        };
    if (flag == null) {
      throw notA(field, ScalarType.BOOL.phrase());
    }
    in.advance();
    return flag;
  }

  private long integer(Field field, ScalarType type) {
    boolean negative = in.accept('-');
    Long value = in.kind() == TextScanner.Kind.NUMBER ? parseInteger(type, negative) : null;
    if (value == null) {
      throw notA(field, type.phrase());
    }
    in.advance();
    return value;
  }

  private @Nullable Long parseInteger(ScalarType type, boolean negative) {
    String text = in.text();
    if (text.length() > 2 && (text.charAt(1) | 0x20) == 'x') {
      return type.integer(negative, text.substring(2), 16);
    }
    return text.length() > 1 && text.charAt(0) == '0'
        ? type.integer(negative, text.substring(1), 8)
        : type.integer(negative, text, 10);
  }

  private double real(Field field, ScalarType type) {
    boolean negative = in.accept('-');
    Double value =
        switch (in.kind()) {
          case NAME ->
              switch (in.text().toLowerCase(Locale.ROOT)) {
                case "inf", "infinity" -> Double.POSITIVE_INFINITY;
                case "nan" -> Double.NaN;
                default -> null;
              };
          case NUMBER -> parseReal(in.text());
          case STRING, SIGN, END -> null;
        };
    if (value == null) {
      throw notA(field, type.phrase());
    }
    in.advance();
    double signed = negative ? -value : value;
    return type == ScalarType.FLOAT ? (float) signed : signed;
  }

  private static @Nullable Double parseReal(String text) {
    String digits =
        (text.charAt(text.length() - 1) | 0x20) == 'f'
            ? text.substring(0, text.length() - 1)
            : text;
    if (digits.length() > 1 && digits.charAt(0) == '0' && Character.isDigit(digits.charAt(1))) {
      return null; // octal, which floating point numbers can't be
    }
    for (int i = 0; i < digits.length(); i++) {
      // Java also reads hexadecimal floating point and the suffix d.
      if ("0123456789.+-eE".indexOf(digits.charAt(i)) < 0) {
        return null;
      }
    }
    try {
      return Double.parseDouble(digits);
    } catch (NumberFormatException _) {
      return null;
    }
  }

  private String string(Field field) {
    if (in.kind() != TextScanner.Kind.STRING) {
      throw notA(field, ScalarType.STRING.phrase());
    }
    Position position = in.position();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    do {
      String fault = TextEscapes.unescape(in.text(), bytes);
      if (fault != null) {
        throw in.wrong(in.position(), fault);
      }
      in.advance();
    } while (in.kind() == TextScanner.Kind.STRING);
    byte[] utf8 = bytes.toByteArray();
    if (!Utf8.isValid(utf8)) {
      throw in.wrong(position, "the string is not UTF-8");
    }
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
