// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rules;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Durations as Go writes them: {@code 1h30m}, {@code -1.5s}. */
final class GoDuration {
  private GoDuration() {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Duration parse(String text) {
    boolean negative = text.startsWith("-");
    int at = negative || text.startsWith("+") ? 1 : 0;
    if (text.substring(at).equals("0")) {
      return Duration.ZERO;
    }
    if (at == text.length()) {
      throw new IllegalArgumentException("not a duration: " + text);
    }
    BigDecimal nanos = BigDecimal.ZERO;
    while (at < text.length()) {
      int number = end(text, at, true);
      int unit = end(text, number, false);
      BigDecimal count = new BigDecimal(text.substring(at, number));
      nanos = nanos.add(count.multiply(BigDecimal.valueOf(nanosOf(text.substring(number, unit)))));
      at = unit;
    }
    long whole = nanos.setScale(0, RoundingMode.DOWN).longValueExact();
    return Duration.ofNanos(negative ? -whole : whole);
  }

  private static int end(String text, int from, boolean number) {
    int at = from;
    while (at < text.length() && isPartOfNumber(text.charAt(at)) == number) {
      at++;
    }
    return at;
  }

  private static boolean isPartOfNumber(char c) {
    return (c >= '0' && c <= '9') || c == '.';
  }

  private static long nanosOf(String unit) {
    return switch (unit) {
      case "ns" -> 1;
      case "us", "\u00b5s", "\u03bcs" -> 1_000;
      case "ms" -> 1_000_000;
      case "s" -> 1_000_000_000;
      case "m" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      default -> throw new IllegalArgumentException("not a unit of durations: " + unit);
    };
  }
}
