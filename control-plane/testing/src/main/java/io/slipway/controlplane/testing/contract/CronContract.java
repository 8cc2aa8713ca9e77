// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CronJobs: times that are none are refused when they are written, not when they come. */
abstract class CronContract extends ContractPart {
  CronContract(ApiTarget target) {
    super(target);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/5 * * * *",
        "0 0 1 1 ?",
        "0,30 8-18/2 * jan-MAR Mon-fri",
        "5/15 0 31 12 6",
        "@daily",
        "@midnight",
        "@hourly"
      })
  void aTimeIsTaken(String schedule) {
    create(schedule, "").is(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          * * * *             | expected exactly 5 fields, found 4: [* * * *]
          0 * * * * *         | expected exactly 5 fields, found 6: [0 * * * * *]
          60 * * * *          | end of range (60) above maximum (59): 60
          * * 0 * *           | beginning of range (0) below minimum (1): 0
          * * * * 7           | end of range (7) above maximum (6): 7
          30-10 * * * *       | beginning of range (30) beyond end of range (10): 30-10
          1-2-3 * * * *       | too many hyphens: 1-2-3
          1/2/3 * * * *       | too many slashes: 1/2/3
          */0 * * * *         | step of range should be a positive number: */0
          x * * * *           | failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax
          * * * foo *         | failed to parse int from foo: strconv.Atoi: parsing "foo": invalid syntax
          -1 * * * *          | failed to parse int from : strconv.Atoi: parsing "": invalid syntax
          @sometimes          | unrecognized descriptor: @sometimes
          """)
  void aTimeThatIsNoneIsRefused(String schedule, String why) {
    create(schedule, "")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueInvalid spec.schedule: Invalid value: \"%s\": %s".formatted(schedule, why));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TZ=UTC 0 0 * * *", "CRON_TZ=UTC 0 0 * * *"})
  void aZoneHasAFieldOfItsOwn(String schedule) {
    create(schedule, "")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueInvalid spec.schedule: Invalid value: \"%s\": cannot use TZ or CRON_TZ in"
                    .formatted(schedule)
                + " schedule, use timeZone field instead");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Europe/Berlin", "UTC", "Etc/UTC", "America/Argentina/Buenos_Aires"})
  void aZoneIsTaken(String zone) {
    create("@daily", zone).is(201);
  }

  @ParameterizedTest
  @CsvSource({
    "Mars/Base, unknown time zone Mars/Base",
    "+02:00, unknown time zone +02:00",
    "Local, timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
  })
  void aZoneThatIsNoneIsRefused(String zone, String why) {
    create("@daily", zone)
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueInvalid spec.timeZone: Invalid value: \"%s\": %s".formatted(zone, why));
  }

  private Answer create(String schedule, String zone) {
    String zoned = zone.isEmpty() ? "" : "timeZone: '" + zone + "', ";
    return api.post(
        "/apis/batch/v1/namespaces/" + namespace + "/cronjobs",
        """
        {metadata: {name: 'a'}, spec: {schedule: '%s', %s
         jobTemplate: {spec: {template: {spec: {restartPolicy: 'Never',
          containers: [{name: 'main', image: 'one'}]}}}}}}
        """
            .formatted(schedule, zoned));
  }
}
