// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import static io.slipway.modelserver.execution.AdaptiveLimit.INTERVAL_NANOS;
import static io.slipway.modelserver.execution.AdaptiveLimit.STEP;
import static io.slipway.modelserver.execution.AdaptiveLimit.TARGET_NANOS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdaptiveLimitTest {
  private static final long LONG = TARGET_NANOS + 1;

  private long now = Long.MAX_VALUE - 5 * INTERVAL_NANOS; // the clock may pass its end
  private final AdaptiveLimit limit = AdaptiveLimit.of(2, 1, 1024);

  @ParameterizedTest
  @CsvSource({
    "2, 1, 1024, 64, 1026",
    "2, 32, 1024, 128, 1088",
    "1, 1, 8, 9, 9",
    "4, 64, 64, 320, 320"
  })
  void staysBetweenTheRunsAtOnceAndTheQueue(
      int places, int batch, int capacity, int least, int most) {
    AdaptiveLimit other = AdaptiveLimit.of(places, batch, capacity);
    assertThat(other.limit()).isEqualTo(most);
    for (int i = 0; i < 100; i++) {
      now += INTERVAL_NANOS;
      other.taken(LONG, now, 0);
    }
    assertThat(other.limit()).isEqualTo(least);
    for (int i = 0; i < 200; i++) {
      now += INTERVAL_NANOS;
      other.taken(0, now, 0);
    }
    assertThat(other.limit()).isEqualTo(most);
  }

  @Test
  void fallsOnceInAnIntervalInWhichAllWaitedTooLong() {
    assertThat(limit.isBelowMost()).isFalse();
    interval(LONG, LONG, 2 * LONG);
    assertThat(limit.limit()).isEqualTo((int) (1026 * 0.8));
    assertThat(limit.isBelowMost()).isTrue();
    interval(LONG);
    assertThat(limit.limit()).isEqualTo((int) (820 * 0.8));
  }

  @Test
  void doesNotFallForAQueueThatWasShortOnce() {
    interval(LONG, TARGET_NANOS, LONG);
    assertThat(limit.limit()).isEqualTo(1026);
  }

  @Test
  void waitsForTheEffectOfAFall() {
    begin();
    busy(900, LONG, 900);
    assertThat(limit.limit()).isEqualTo(820);
    busy(900, LONG, 821);
    assertThat(limit.limit()).isEqualTo(820);
    busy(900, LONG, 820);
    assertThat(limit.limit()).isEqualTo(656);
  }

  /** Requests a second, how many there are at once, and what becomes of the limit. */
  @ParameterizedTest
  @CsvSource({
    "200, 1026, 200", // 5 ms each: the last one would wait for five seconds
    "200, 256, 200",
    "200, 150, 1026",
    "1000, 256, 1026", // a burst that is over soon
    "5000, 500, 1026",
    "5000, 1026, 1026",
    "10, 100, 64" // never below that
  })
  void fallsToWhatCanBeDoneBeforeAnybodyWaitedLong(int perSecond, int underWay, int expected) {
    begin();
    busy(perSecond, 0, underWay);
    assertThat(limit.limit()).as("after one interval").isEqualTo(1026);
    busy(perSecond, INTERVAL_NANOS, underWay);
    assertThat(limit.limit()).isEqualTo(expected);
  }

  @Test
  void doesNotFallForOneSlowRun() {
    begin();
    busy(10, 0, 500); // the first run of a model
    busy(5000, INTERVAL_NANOS, 500);
    busy(10, INTERVAL_NANOS, 500); // the machine paused
    busy(5000, INTERVAL_NANOS, 500);
    assertThat(limit.limit()).isEqualTo(1026);
  }

  @Test
  void learnsNothingFromTimesInWhichTheModelHadNothingToDo() {
    begin();
    for (int i = 0; i < 5; i++) {
      now += 100 * INTERVAL_NANOS;
      limit.taken(0, now, 500);
    }
    assertThat(limit.limit()).isEqualTo(1026);
  }

  @Test
  void risesStepByStep() {
    interval(LONG);
    interval(0);
    assertThat(limit.limit()).isEqualTo(820 + STEP);
    interval(0);
    assertThat(limit.limit()).isEqualTo(820 + 2 * STEP);
  }

  /** Three times as many requests as can be answered, for a minute: 2 at once, 5 ms each. */
  @Test
  void keepsAnOverloadedModelBusyAndItsQueueShort() {
    long service = 2_500_000;
    Queue<Long> queue = new ArrayDeque<>();
    long idle = 0;
    long tooLate = 0;
    long answered = 0;
    for (long step = 0; step < 60_000_000_000L / service; step++) {
      now += service;
      for (int i = 0; i < 3; i++) {
        if (queue.size() < limit.limit()) {
          queue.add(now);
        }
      }
      Long arrived = queue.poll();
      if (arrived == null) {
        idle++;
        continue;
      }
      limit.taken(now - arrived, now, queue.size() + 1);
      if (step * service > 10_000_000_000L) {
        answered++;
        tooLate += now - arrived > 2 * TARGET_NANOS ? 1 : 0;
      }
    }
    assertThat(idle).isZero();
    assertThat(answered).isPositive();
    assertThat(tooLate).isZero();
  }

  private void begin() {
    limit.taken(0, now, 0);
  }

  /** An interval in which the model always had something to do. */
  private void busy(int perSecond, long wait, int underWay) {
    long gap = 1_000_000_000L / perSecond;
    for (long end = now + INTERVAL_NANOS; now - end < 0; ) {
      now += gap;
      limit.taken(wait + gap, now, underWay);
    }
  }

  private void interval(long... waits) {
    if (limit.limit() == 1026) {
      begin();
    }
    long end = now + INTERVAL_NANOS;
    for (int i = 1; i <= waits.length; i++) {
      limit.taken(waits[i - 1], end - (waits.length - i), 0);
    }
    now = end;
  }
}
