// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;

/** Dates, times and durations as the formats of schemas know them. */
final class Times {
  private static final String[] GO_UNITS = {"ns", "us", "\u00b5s", "\u03bcs", "ms", "s", "m", "h"};

  /** Units in words, each with a beginning that is enough; the last of a line may go on. */
  private static final String[][] WORDS = {
    {"ns", "nano"},
    {"us", "\u00b5s", "micro"},
    {"ms", "milli"},
    {"s", "sec"},
    {"m", "min"},
    {"h", "hr", "hour"},
    {"d", "day"},
    {"w", "wk", "week"}
  };

  private Times() {}

  static boolean isDate(String text) {
    if (text.length() != 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
      return false;
    }
    if (!digits(text, 0, 4) || !digits(text, 5, 7) || !digits(text, 8, 10)) {
      return false;
    }
    try {
      int year = Integer.parseInt(text, 0, 4, 10);
      int month = Integer.parseInt(text, 5, 7, 10);
      return LocalDate.of(year, month, Integer.parseInt(text, 8, 10, 10)).getYear() == year;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** A date, {@code t}, a time of the day and a zone; upper or lower case. */
  static boolean isDateTime(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    int t = lower.indexOf('t');
    if (t < 0 || !isDate(lower.substring(0, t))) {
      return false;
    }
    String time = lower.substring(t + 1);
    if (time.length() < 9
        || !digits(time, 0, 2)
        || !digits(time, 3, 5)
        || !digits(time, 6, 8)
        || time.charAt(2) != ':'
        || time.charAt(5) != ':') {
      return false;
    }
    boolean inDay =
        Integer.parseInt(time, 0, 2, 10) <= 23
            && Integer.parseInt(time, 3, 5, 10) <= 59
            && Integer.parseInt(time, 6, 8, 10) <= 59;
    return inDay && isZone(time.substring(afterFraction(time)));
  }

  /** Any one character begins the fraction: Kubernetes looks no closer. */
  private static int afterFraction(String time) {
    int end = 9;
    while (end < time.length() && isDigit(time.charAt(end))) {
      end++;
    }
    return end > 9 && end < time.length() && time.charAt(8) != '+' && time.charAt(8) != '-'
        ? end
        : 8;
  }

  private static boolean isZone(String zone) {
    return zone.equals("z")
        || (zone.length() == 6
            && (zone.charAt(0) == '+' || zone.charAt(0) == '-')
            && digits(zone, 1, 3)
            && zone.charAt(3) == ':'
            && digits(zone, 4, 6));
  }

  /** As Go writes durations, or numbers and units in words: {@code 1h30m}, {@code 2 weeks}. */
  static boolean isDuration(String text) {
    return isGoDuration(text) || hasDurationInWords(text);
  }

  static boolean isGoDuration(String text) {
    int at = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
    if (text.substring(at).equals("0")) {
      return true;
    }
    if (at == text.length()) {
      return false;
    }
    while (at < text.length()) {
      int whole = skipDigits(text, at);
      int end = whole;
      if (end < text.length() && text.charAt(end) == '.') {
        end = skipDigits(text, end + 1);
      }
      if (whole == at && end <= whole + 1) {
        return false;
      }
      int unit = unitEnd(text, end);
      if (unit < 0) {
        return false;
      }
      at = unit;
    }
    return true;
  }

  private static int unitEnd(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) != '.' && !isDigit(text.charAt(end))) {
      end++;
    }
    String unit = text.substring(from, end);
    for (String known : GO_UNITS) {
      if (known.equals(unit)) {
        return end;
      }
    }
    return -1;
  }

  /** Somewhere in the text there is a number with a unit after it. */
  private static boolean hasDurationInWords(String text) {
    int at = 0;
    while (at < text.length()) {
      if (!isDigit(text.charAt(at))) {
        at++;
        continue;
      }
      int unit = skipDigits(text, at);
      while (unit < text.length() && Character.isWhitespace(text.charAt(unit))) {
        unit++;
      }
      int end = unit;
      while (end < text.length() && isUnitLetter(text.charAt(end))) {
        end++;
      }
      if (isUnit(text.substring(unit, end).toLowerCase(Locale.ROOT))) {
        return true;
      }
      at = Math.max(end, at + 1);
    }
    return false;
  }

  private static boolean isUnit(String unit) {
    for (String[] variants : WORDS) {
      for (int i = 0; i < variants.length; i++) {
        boolean last = i == variants.length - 1;
        if (unit.equals(variants[i]) || (last && unit.startsWith(variants[i]))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isUnitLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '\u00b5';
  }

  private static int skipDigits(String text, int from) {
    int at = from;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean digits(String text, int from, int to) {
    return skipDigits(text, from) >= to;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
