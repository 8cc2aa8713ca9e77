// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

/** The syntax of Kubernetes' quantities: a decimal number and a suffix or an exponent. */
final class Quantity {
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
