// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as kubectl takes and shows them. */
public final class GoDuration {
  private static final Pattern WHOLE = Pattern.compile("-?(\\d+(\\.\\d+)?(ms|h|m|s))+");
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|h|m|s)");
  private static final long DAY_HOURS = 24;
  private static final long YEAR_DAYS = 365;

  private GoDuration() {}

  /** Of {@code 90s}, {@code 1h30m}, {@code 500ms}, {@code -1s} or {@code 0}; null if it is none. */
  public static @Nullable Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    if (!WHOLE.matcher(text).matches()) {
      return null;
    }
    BigDecimal millis = BigDecimal.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      long unit =
          switch (part.group(2)) {
            case "h" -> 3_600_000;
            case "m" -> 60_000;
            case "s" -> 1_000;
            default -> 1;
          };
      millis = millis.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
    }
    try {
      Duration duration = Duration.ofMillis(millis.toBigInteger().longValueExact());
      return text.startsWith("-") ? duration.negated() : duration;
    } catch (ArithmeticException _) {
      return null; // longer than anybody waits
    }
  }

  /**
   * How old something is, in two units at most: {@code 45s}, {@code 3m20s}, {@code 5h}, {@code 2d}.
   */
  public static String age(Duration age) {
    long seconds = Math.max(age.toSeconds(), 0);
    long minutes = seconds / 60;
    long hours = minutes / 60;
    long days = hours / DAY_HOURS;
    if (seconds < 120) {
      return seconds + "s";
    }
    if (minutes < 10) {
      return two(minutes, "m", seconds % 60, "s");
    }
    if (hours < 3) {
      return minutes + "m";
    }
    if (hours < 8) {
      return two(hours, "h", minutes % 60, "m");
    }
    if (hours < 2 * DAY_HOURS) {
      return hours + "h";
    }
    if (days < 8) {
      return two(days, "d", hours % DAY_HOURS, "h");
    }
    return days < 2 * YEAR_DAYS ? days + "d" : two(days / YEAR_DAYS, "y", days % YEAR_DAYS, "d");
  }

  private static String two(long many, String unit, long more, String smaller) {
    return many + unit + (more == 0 ? "" : more + smaller);
  }
}
