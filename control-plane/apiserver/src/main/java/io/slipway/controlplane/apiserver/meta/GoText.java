// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Texts and values as Go prints them. Kubernetes' messages are full of these, and tests and scripts
 * of users compare them.
 */
public final class GoText {
  /** From a million on, Go prints floating-point numbers with an exponent. */
  private static final int LARGEST_PLAIN_EXPONENT = 6;

  private GoText() {}

  /** A text in double quotes with everything unprintable escaped, as {@code %q} does. */
  public static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      appendEscaped(out, c);
      i += Character.charCount(c);
    }
    return out.append('"').toString();
  }

  private static void appendEscaped(StringBuilder out, int c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case 7 -> out.append("\\a");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 11 -> out.append("\\v");
      default -> appendOther(out, c);
    }
  }

  private static void appendOther(StringBuilder out, int c) {
    if (isPrintable(c)) {
      out.appendCodePoint(c);
    } else if (c < 0x80) {
      out.append("\\x").append(hex(c, 2));
    } else if (c < 0x10000) {
      out.append("\\u").append(hex(c, 4));
    } else {
      out.append("\\U").append(hex(c, 8));
    }
  }

  private static String hex(int c, int digits) {
    String hex = Integer.toHexString(c);
    return "0".repeat(Math.max(0, digits - hex.length())) + hex;
  }

  /** Letters, marks, numbers, punctuation, symbols and the plain space. */
  static boolean isPrintable(int c) {
    return c == ' '
        || switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.SPACE_SEPARATOR,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
              false;
          default -> true;
        };
  }

  /** A value in an error: texts quoted, numbers and booleans plain, the rest as JSON. */
  static String value(JsonNode value) {
    if (value.isTextual()) {
      return quote(value.textValue());
    }
    if (value.isFloatingPointNumber()) {
      return number(value.doubleValue());
    }
    return json(value);
  }

  /** JSON in one line with {@code <}, {@code >} and {@code &} escaped, as Go writes it. */
  public static String json(JsonNode value) {
    String text = value.toString();
    if (text.indexOf('<') < 0 && text.indexOf('>') < 0 && text.indexOf('&') < 0) {
      return text;
    }
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
  }

  /** A value without quotes: {@code map[a:1 b:[x y]]}, as {@code %v} does. */
  public static String plain(JsonNode value) {
    StringBuilder text = new StringBuilder();
    appendPlain(text, value);
    return text.toString();
  }

  private static void appendPlain(StringBuilder text, JsonNode value) {
    if (value.isArray()) {
      text.append('[');
      for (int i = 0; i < value.size(); i++) {
        text.append(i == 0 ? "" : " ");
        appendPlain(text, value.get(i));
      }
      text.append(']');
    } else if (value.isObject()) {
      text.append("map[");
      String separator = "";
      for (String name : new TreeSet<>(names(value))) {
        text.append(separator).append(name).append(':');
        appendPlain(text, value.path(name));
        separator = " ";
      }
      text.append(']');
    } else if (value.isFloatingPointNumber()) {
      text.append(number(value.doubleValue()));
    } else {
      text.append(value.isNull() ? "<nil>" : value.asText(""));
    }
  }

  private static List<String> names(JsonNode map) {
    List<String> names = new ArrayList<>(map.size());
    map.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** A floating-point number as {@code %v} prints it: 1.5, 1e+06. */
  public static String number(double value) {
    BigDecimal plain = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = plain.precision() - plain.scale() - 1;
    if (plain.signum() == 0 || (exponent >= -4 && exponent < LARGEST_PLAIN_EXPONENT)) {
      return plain.toPlainString();
    }
    BigDecimal mantissa = plain.movePointLeft(exponent);
    int size = Math.abs(exponent);
    return mantissa.toPlainString() + (exponent < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
  }
}
