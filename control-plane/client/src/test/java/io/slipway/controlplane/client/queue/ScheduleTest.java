// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long MILLI = 1_000_000;
  private final Schedule<String> schedule =
      new Schedule<>(new Backoff(Duration.ofMillis(10), Duration.ofMillis(35)));

  @Test
  void givesAKeyOnceHoweverOftenItWasAdded() {
    schedule.add("a", 0);
    schedule.add("a", 5);

    assertThat(schedule.take(9)).isEqualTo("a");
    assertThat(schedule.take(9)).isNull();
  }

  @Test
  void keepsTheEarliestTime() {
    schedule.add("a", 100);
    schedule.add("a", 50);

    assertThat(schedule.nanosUntilNext(20)).isEqualTo(30);
    assertThat(schedule.take(49)).isNull();
    assertThat(schedule.take(50)).isEqualTo("a");
  }

  @Test
  void givesNoKeyThatIsInWorkAndGivesItAgainAfterwards() {
    schedule.add("a", 0);
    assertThat(schedule.take(0)).isEqualTo("a");
    schedule.add("a", 1);

    assertThat(schedule.take(2)).isNull();
    assertThat(schedule.nanosUntilNext(2)).isEqualTo(Long.MAX_VALUE);
    schedule.succeeded("a");
    assertThat(schedule.take(2)).isEqualTo("a");
  }

  @Test
  void waitsTwiceAsLongAfterEachFailureUpToABound() {
    long now = 0;
    for (long expected : new long[] {10, 20, 35, 35}) {
      schedule.add("a", now);
      assertThat(schedule.take(now)).isEqualTo("a");
      schedule.failed("a", now);
      assertThat(schedule.nanosUntilNext(now)).isEqualTo(expected * MILLI);
      now += expected * MILLI;
    }
  }

  @Test
  void forgetsFailuresAfterASuccess() {
    schedule.add("a", 0);
    schedule.take(0);
    schedule.failed("a", 0);
    schedule.take(10 * MILLI);
    schedule.succeeded("a");
    schedule.add("a", 0);
    schedule.take(0);
    schedule.failed("a", 0);

    assertThat(schedule.nanosUntilNext(0)).isEqualTo(10 * MILLI);
  }

  @Test
  void doesNotLetANewChangeWaitForAFailure() {
    schedule.add("a", 0);
    schedule.take(0);
    schedule.failed("a", 0);
    schedule.add("a", 1);

    assertThat(schedule.take(1)).isEqualTo("a");
  }

  @Test
  void givesOthersWhileOneIsInWork() {
    schedule.add("a", 0);
    schedule.add("b", 1);

    assertThat(schedule.take(5)).isEqualTo("a");
    assertThat(schedule.take(5)).isEqualTo("b");
    assertThat(schedule.size()).isZero();
  }

  @Test
  void countsTimeAcrossTheEndOfTheClock() {
    schedule.add("late", Long.MIN_VALUE + 5);
    schedule.add("early", Long.MAX_VALUE - 5);

    assertThat(schedule.take(Long.MAX_VALUE)).isEqualTo("early");
    assertThat(schedule.take(Long.MAX_VALUE)).isNull();
  }

  @Test
  void refusesABackoffThatNeverWaits() {
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
        .hasMessageContaining("expected: 0 < first <= most");
  }
}
