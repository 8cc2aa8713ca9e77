// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.cronjob;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The times that a CronJob's {@code schedule} names: minute, hour, day of month, month, day of week
 * as in crontab, or a word such as {@code @daily}. If both days are restricted, one of them has to
 * match. A time that the zone skips is not a time.
 */
final class Schedule {
  private static final int YEARS = 5;

  private final CronField minutes;
  private final CronField hours;
  private final CronField daysOfMonth;
  private final CronField months;
  private final CronField daysOfWeek;
  private final ZoneId zone;

  private Schedule(String[] fields, ZoneId zone) {
    this.minutes = CronField.minutes(fields[0]);
    this.hours = CronField.hours(fields[1]);
    this.daysOfMonth = CronField.daysOfMonth(fields[2]);
    this.months = CronField.months(fields[3]);
    this.daysOfWeek = CronField.daysOfWeek(fields[4]);
    this.zone = zone;
  }

  /**
   * @throws IllegalArgumentException if it is none; says which field, and what was expected
   */
  static Schedule parse(String text, ZoneId zone) {
    String[] fields = words(text.strip()).split("\\s+", -1);
    if (fields.length != 5) {
      throw new IllegalArgumentException(
          "schedule: %s (expected: minute, hour, day of month, month, day of week)"
              .formatted(text));
    }
    try {
      return new Schedule(fields, zone);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("schedule: %s: %s".formatted(text, e.getMessage()), e);
    }
  }

  private static String words(String text) {
    return switch (text) {
      case "@yearly", "@annually" -> "0 0 1 1 *";
      case "@monthly" -> "0 0 1 * *";
      case "@weekly" -> "0 0 * * 0";
      case "@daily", "@midnight" -> "0 0 * * *";
      case "@hourly" -> "0 * * * *";
      default -> text;
    };
  }

  /** The first time after this one; empty if there is none for years. */
  Optional<Instant> after(Instant time) {
    ZonedDateTime at = time.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    ZonedDateTime end = at.plusYears(YEARS);
    while (at.isBefore(end)) {
      if (!months.matches(at.getMonthValue())) {
        at = at.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1);
      } else if (!isDay(at)) {
        at = at.truncatedTo(ChronoUnit.DAYS).plusDays(1);
      } else if (!hours.matches(at.getHour())) {
        at = at.truncatedTo(ChronoUnit.HOURS).plusHours(1);
      } else if (!minutes.matches(at.getMinute())) {
        at = at.plusMinutes(1);
      } else {
        return Optional.of(at.toInstant());
      }
    }
    return Optional.empty();
  }

  private boolean isDay(ZonedDateTime at) {
    boolean month = daysOfMonth.matches(at.getDayOfMonth());
    boolean week = daysOfWeek.matches(at.getDayOfWeek().getValue() % 7);
    return (daysOfMonth.any() || daysOfWeek.any()) ? month && week : month || week;
  }
}
