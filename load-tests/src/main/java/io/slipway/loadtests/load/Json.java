// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import java.util.Locale;
import java.util.Map;

/** Results as JSON, made of maps, lists, texts, numbers and truth values. Pure. */
public final class Json {
  private Json() {}

  public static String of(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out, "\n");
    return out.append('\n').toString();
  }

  private static void write(Object value, StringBuilder out, String line) {
    switch (value) {
      case Map<?, ?> map -> object(map, out, line);
      case Iterable<?> list -> array(list, out, line);
      case Double number -> out.append(number(number));
      case Number number -> out.append(number);
      case Boolean truth -> out.append(truth);
      default -> string(value.toString(), out);
    }
  }

  private static void object(Map<?, ?> map, StringBuilder out, String line) {
    String inner = line + "  ";
    String separator = "{";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator).append(inner);
      string(String.valueOf(entry.getKey()), out);
      out.append(": ");
      write(entry.getValue(), out, inner);
      separator = ",";
    }
    out.append(map.isEmpty() ? "{}" : line + "}");
  }

  private static void array(Iterable<?> list, StringBuilder out, String line) {
    out.append('[');
    String separator = "";
    for (Object value : list) {
      out.append(separator);
      write(value, out, line + "  ");
      separator = ", ";
    }
    out.append(']');
  }

  /**
   * Figures are measured: six digits are more than they hold. What is no number is null, as JSON
   * has no other word.
   */
  private static String number(double value) {
    return Double.isFinite(value)
        ? Double.toString(Double.parseDouble(String.format(Locale.ROOT, "%.6g", value)))
        : "null";
  }

  private static void string(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
