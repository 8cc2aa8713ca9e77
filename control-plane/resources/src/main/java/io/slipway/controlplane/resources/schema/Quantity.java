// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

import java.math.BigDecimal;

/** The syntax of Kubernetes' quantities: a decimal number and a suffix or an exponent. */
public final class Quantity {
  private Quantity() {}

  static boolean isValid(String text) {
    int at = sign(text, 0);
    int whole = digits(text, at);
    int end = whole;
    if (end < text.length() && text.charAt(end) == '.') {
      end = digits(text, end + 1);
    }
    boolean anyDigit = whole > at || end > whole + 1;
    return anyDigit && isSuffix(text.substring(end));
  }

  /**
   * What a quantity is worth, in its unit.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static BigDecimal value(String text) {
    if (!isValid(text)) {
      throw new IllegalArgumentException(text + " (expected: a quantity such as 1, 500m or 2Gi)");
    }
    int end = text.length();
    while (end > 0 && !isDigit(text.charAt(end - 1)) && text.charAt(end - 1) != '.') {
      end--;
    }
    String suffix = text.substring(end);
    return new BigDecimal(text.substring(0, end)).multiply(factor(suffix));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static BigDecimal factor(String suffix) {
    if (suffix.isEmpty()) {
      return BigDecimal.ONE;
    }
    int small = "num".indexOf(suffix.charAt(0));
    if (small >= 0) {
      return BigDecimal.ONE.movePointLeft(9 - 3 * small);
    }
    int power = 1 + "kmgtpe".indexOf(Character.toLowerCase(suffix.charAt(0)));
    return suffix.endsWith("i")
        ? BigDecimal.valueOf(1024).pow(power)
        : BigDecimal.ONE.movePointRight(3 * power);
  }

  private static boolean isSuffix(String suffix) {
    return switch (suffix) {
      case "", "n", "u", "m", "k", "M", "G", "T", "P", "E" -> true;
      case "Ki", "Mi", "Gi", "Ti", "Pi", "Ei" -> true;
      default -> {
        char first = suffix.charAt(0);
        int from = sign(suffix, 1);
        int to = digits(suffix, from);
        yield (first == 'e' || first == 'E') && to > from && to == suffix.length();
      }
    };
  }

  private static int sign(String text, int at) {
    return at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-') ? at + 1 : at;
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
