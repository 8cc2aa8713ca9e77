// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.table;

import java.time.Duration;
import java.time.Instant;

/** Durations with two or three digits that matter, as {@code kubectl} shows ages. */
final class HumanDuration {
  private static final long DAYS_A_YEAR = 365;

  private HumanDuration() {}

  static String between(Instant from, Instant to) {
    return of(Duration.between(from, to));
  }

  static String of(Duration duration) {
    // Cut towards zero: clocks may differ by a second.
    long seconds = duration.toMillis() / 1000;
    if (seconds < -1) {
      return "<invalid>";
    }
    if (seconds < 0) {
      return "0s";
    }
    long minutes = seconds / 60;
    long hours = minutes / 60;
    long days = hours / 24;
    if (seconds < 2 * 60) {
      return seconds + "s";
    }
    if (minutes < 10) {
      return two(minutes, "m", seconds % 60, "s");
    }
    if (minutes < 3 * 60) {
      return minutes + "m";
    }
    if (hours < 8) {
      return two(hours, "h", minutes % 60, "m");
    }
    if (hours < 2 * 24) {
      return hours + "h";
    }
    if (days < 8) {
      return two(days, "d", hours % 24, "h");
    }
    if (days < 2 * DAYS_A_YEAR) {
      return days + "d";
    }
    if (days < 8 * DAYS_A_YEAR) {
      return two(days / DAYS_A_YEAR, "y", days % DAYS_A_YEAR, "d");
    }
    return days / DAYS_A_YEAR + "y";
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return large + largeUnit + (small == 0 ? "" : small + smallUnit);
  }
}
