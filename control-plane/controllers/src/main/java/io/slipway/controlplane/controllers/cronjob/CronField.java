// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.cronjob;

import java.util.List;
import java.util.Locale;

/**
 * One field of a schedule.
 *
 * @param values a bit for each value that matches
 * @param any whether it is {@code *}, or steps of it
 */
record CronField(long values, boolean any) {
  private static final List<String> NO_NAMES = List.of();
  private static final List<String> MONTHS =
      List.of(
          "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  static CronField minutes(String text) {
    return parse(text, 0, 59, NO_NAMES);
  }

  static CronField hours(String text) {
    return parse(text, 0, 23, NO_NAMES);
  }

  static CronField daysOfMonth(String text) {
    return parse(text, 1, 31, NO_NAMES);
  }

  static CronField months(String text) {
    return parse(text, 1, 12, MONTHS);
  }

  /** From 0, Sunday. */
  static CronField daysOfWeek(String text) {
    return parse(text, 0, 6, DAYS);
  }

  boolean matches(int value) {
    return ((values >> value) & 1) != 0;
  }

  private static CronField parse(String text, int least, int most, List<String> names) {
    long values = 0;
    boolean any = false;
    for (String part : text.split(",", -1)) {
      int slash = part.indexOf('/');
      String range = slash < 0 ? part : part.substring(0, slash);
      boolean all = range.equals("*") || range.equals("?");
      any |= all;
      int dash = range.indexOf('-');
      int first = all ? least : number(dash < 0 ? range : range.substring(0, dash), names, text);
      int last = all ? most : dash < 0 ? first : number(range.substring(dash + 1), names, text);
      int step = slash < 0 ? 1 : number(part.substring(slash + 1), NO_NAMES, text);
      if (slash >= 0 && !all && dash < 0) {
        last = most;
      }
      if (first < least || last > most || first > last || step < 1) {
        throw new IllegalArgumentException(
            "%s (expected: values from %d to %d)".formatted(text, least, most));
      }
      for (int value = first; value <= last; value += step) {
        values |= 1L << value;
      }
    }
    return new CronField(values, any);
  }

  private static int number(String text, List<String> names, String field) {
    int named = names.indexOf(text.toLowerCase(Locale.ROOT));
    if (named >= 0 && !text.isEmpty()) {
      return named;
    }
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(field + " (expected: *, numbers, ranges and steps)", e);
    }
  }
}
