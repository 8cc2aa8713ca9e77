// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.cronjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  @ParameterizedTest
  @CsvSource({
    "* * * * *, 2026-03-01T12:00:30Z, 2026-03-01T12:01:00Z",
    "*/15 * * * *, 2026-03-01T12:00:00Z, 2026-03-01T12:15:00Z",
    "5/20 * * * *, 2026-03-01T12:26:00Z, 2026-03-01T12:45:00Z",
    "'0 9-17/4,20 * * *', 2026-03-01T13:30:00Z, 2026-03-01T17:00:00Z",
    "0 0 31 * *, 2026-04-01T00:00:00Z, 2026-05-31T00:00:00Z",
    "0 0 29 feb ?, 2026-03-01T00:00:00Z, 2028-02-29T00:00:00Z",
    "0 0 * * MON, 2026-03-01T00:00:00Z, 2026-03-02T00:00:00Z",
    // either day, if both are restricted
    "0 0 13 * fri, 2026-03-01T00:00:00Z, 2026-03-06T00:00:00Z",
    "0 0 */2 * fri, 2026-03-01T00:00:00Z, 2026-03-13T00:00:00Z",
    "@hourly, 2026-03-01T12:00:00Z, 2026-03-01T13:00:00Z",
    "@yearly, 2026-03-01T12:00:00Z, 2027-01-01T00:00:00Z",
  })
  void namesTheNextTime(String schedule, Instant after, Instant next) {
    assertThat(Schedule.parse(schedule, ZoneId.of("UTC")).after(after)).contains(next);
  }

  @Test
  void goesByTheClockOfItsZone() {
    Schedule schedule = Schedule.parse("30 2 * * *", ZoneId.of("Europe/Berlin"));

    assertThat(schedule.after(Instant.parse("2026-03-27T12:00:00Z")))
        .contains(Instant.parse("2026-03-28T01:30:00Z"));
    // the clocks skip 02:30 on the 29th
    assertThat(schedule.after(Instant.parse("2026-03-28T12:00:00Z")))
        .contains(Instant.parse("2026-03-30T00:30:00Z"));
  }

  @Test
  void hasNoTimeThatNeverComes() {
    assertThat(Schedule.parse("0 0 30 2 *", ZoneId.of("UTC")).after(Instant.EPOCH)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "* * * *",
        "60 * * * *",
        "* * 0 * *",
        "*/0 * * * *",
        "5-1 * * * *",
        "x * * * *",
        "@never",
        "* * * * 7"
      })
  void refusesWhatIsNone(String schedule) {
    assertThatThrownBy(() -> Schedule.parse(schedule, ZoneId.of("UTC")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  @Test
  void knowsWhatWasMissed() {
    Schedule schedule = Schedule.parse("0 * * * *", ZoneId.of("UTC"));

    Missed missed =
        Missed.of(
            schedule, Instant.parse("2026-03-01T09:30:00Z"), Instant.parse("2026-03-01T12:10:00Z"));

    assertThat(missed.last()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(missed.next()).isEqualTo("2026-03-01T13:00:00Z");
  }
}
