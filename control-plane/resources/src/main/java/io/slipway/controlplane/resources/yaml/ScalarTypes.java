// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.yaml;

import io.slipway.controlplane.resources.yaml.YamlScalar.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The type of an unquoted scalar, as the YAML reader of kubectl and the API server decides it
 * (sigs.k8s.io/yaml), so that a file means here what it means on a cluster.
 */
final class ScalarTypes {
  private ScalarTypes() {}

  static Kind kindOf(String text) {
    if (text.isEmpty()) {
      return Kind.NULL;
    }
    return switch (text) {
      case "~", "null", "Null", "NULL" -> Kind.NULL;
      case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF" ->
          Kind.FLOAT;
      case ".nan", ".NaN", ".NAN" -> Kind.FLOAT;
      case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON" -> Kind.BOOLEAN;
      case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF" ->
          Kind.BOOLEAN;
      default -> startsLikeNumber(text.charAt(0)) ? numberOrText(text) : Kind.STRING;
    };
  }

  /** The value of an integer in base 10, 16 (0x), 2 (0b) or 8 (0o or a leading 0), else null. */
  static @Nullable Long integer(String text) {
    String digits = text.replace("_", "");
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    int radix = 10;
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      radix =
          switch (digits.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'b', 'B' -> 2;
            default -> 8;
          };
      boolean lettered = radix != 8 || (digits.charAt(1) | 0x20) == 'o';
      digits = digits.substring(lettered ? 2 : 1);
    }
    if (digits.isEmpty() || digits.charAt(0) == '-' || digits.charAt(0) == '+') {
      return null;
    }
    try {
      return Long.parseLong(negative ? "-" + digits : digits, radix);
    } catch (NumberFormatException _) {
      return null; // a digit of another base, or more than 64 bits
    }
  }

  /** Of a float: false for infinities and NaN. */
  static boolean isFinite(String text) {
    return isDecimal(text.replace("_", ""));
  }

  private static Kind numberOrText(String text) {
    if (integer(text) != null) {
      return Kind.INTEGER;
    }
    return isDecimal(text.replace("_", "")) ? Kind.FLOAT : Kind.STRING;
  }

  /** {@code [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?} */
  private static boolean isDecimal(String text) {
    int start = afterSign(text, 0);
    int whole = afterDigits(text, start);
    int end = whole;
    if (end < text.length() && text.charAt(end) == '.') {
      end = afterDigits(text, end + 1);
      if (whole == start && end == whole + 1) {
        return false;
      }
    } else if (whole == start) {
      return false;
    }
    if (end < text.length() && (text.charAt(end) | 0x20) == 'e') {
      int exponent = afterSign(text, end + 1);
      end = afterDigits(text, exponent);
      if (end == exponent) {
        return false;
      }
    }
    return end == text.length();
  }

  private static int afterSign(String text, int at) {
    return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+') ? at + 1 : at;
  }

  private static int afterDigits(String text, int from) {
    int at = from;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean startsLikeNumber(char first) {
    return isDigit(first) || first == '-' || first == '+' || first == '.';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
