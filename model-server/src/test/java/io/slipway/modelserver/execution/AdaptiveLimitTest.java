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
    interval(LONG, LONG, 2 * LONG);
    assertThat(limit.limit()).isEqualTo((int) (1026 * 0.8));
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
    interval(LONG);
    now += INTERVAL_NANOS;
    limit.taken(LONG, now, 821);
    assertThat(limit.limit()).isEqualTo(820);
    now += INTERVAL_NANOS;
    limit.taken(LONG, now, 820);
    assertThat(limit.limit()).isEqualTo(656);
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

  private void interval(long... waits) {
    if (limit.limit() == 1026) {
      limit.taken(0, now, 0); // begins the first one
    }
    long end = now + INTERVAL_NANOS;
    for (int i = 1; i <= waits.length; i++) {
      limit.taken(waits[i - 1], end - (waits.length - i), 0);
    }
    now = end;
  }
}
