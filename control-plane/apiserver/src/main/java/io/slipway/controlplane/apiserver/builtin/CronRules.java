// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** When a CronJob's Jobs are to begin: a time that is none is refused as it is written. */
final class CronRules {
  private static final List<String> WORDS =
      List.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
  private static final String ZONES = "https://www.iana.org/time-zones";

  private CronRules() {}

  static List<FieldError> check(JsonNode spec, FieldPath path) {
    List<FieldError> errors = new ArrayList<>();
    String schedule = spec.path("schedule").asText("");
    FieldPath at = path.child("schedule");
    if (schedule.isEmpty()) {
      errors.add(FieldError.required(at, ""));
    } else {
      checkSchedule(schedule, at, errors);
    }
    if (spec.hasNonNull("timeZone")) {
      String zone = spec.path("timeZone").asText();
      for (String problem : zoneProblems(zone)) {
        errors.add(FieldError.invalid(path.child("timeZone"), zone, problem));
      }
    }
    return errors;
  }

  private static void checkSchedule(String schedule, FieldPath at, List<FieldError> errors) {
    boolean zoned = schedule.startsWith("TZ=") || schedule.startsWith("CRON_TZ=");
    int end = schedule.indexOf(' ');
    String times = zoned && end > 0 ? schedule.substring(end).strip() : schedule;
    try {
      if (times.startsWith("@")) {
        checkWord(times);
      } else {
        CronSyntax.check(times);
      }
    } catch (IllegalArgumentException e) {
      errors.add(FieldError.invalid(at, schedule, String.valueOf(e.getMessage())));
    }
    if (schedule.contains("TZ")) {
      errors.add(
          FieldError.invalid(
              at, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"));
    }
  }

  private static void checkWord(String word) {
    if (word.startsWith("@every ")) {
      throw new IllegalArgumentException(
          "@every is not supported here, where times are those of a clock: " + word);
    }
    if (!WORDS.contains(word)) {
      throw new IllegalArgumentException("unrecognized descriptor: " + word);
    }
  }

  private static List<String> zoneProblems(String zone) {
    if (zone.isEmpty()) {
      return List.of("timeZone must be nil or non-empty string");
    }
    List<String> problems = new ArrayList<>();
    if (zone.equalsIgnoreCase("Local")) {
      problems.add("timeZone must be an explicit time zone as defined in " + ZONES);
    }
    if (!zone.equals("Local") && !isKnown(zone)) {
      problems.add("unknown time zone " + zone);
    }
    return problems;
  }

  private static boolean isKnown(String zone) {
    try {
      return isName(zone) && ZoneId.of(zone).getId().equals(zone);
    } catch (DateTimeException _) {
      return false;
    }
  }

  /** An offset is none. */
  private static boolean isName(String zone) {
    return Character.isLetter(zone.charAt(0)) && !zone.equals("Z") && zone.indexOf(':') < 0;
  }
}
