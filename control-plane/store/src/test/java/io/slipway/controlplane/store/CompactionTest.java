// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CompactionTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long AGE = 100 * SECOND;

  private final Compaction compaction =
      new Compaction(
          new StoreLimits(1, 1, 1, 1, 1, 1, 1, 1000, 5000, Duration.ofNanos(AGE)), 10, 0);

  @Test
  void changesAreKeptForAnAgeAndGoAtTheEndOfTheNext() {
    assertThat(next(0, 20, AGE - 1)).isZero();
    assertThat(next(0, 20, AGE)).isEqualTo(10);
    assertThat(next(10, 30, 2 * AGE - 1)).isEqualTo(10);
    assertThat(next(10, 30, 2 * AGE)).isEqualTo(20);
  }

  @Test
  void whatIsOverTheNumberGoesAtOnce() {
    assertThat(next(0, 1000, 0)).isZero();
    assertThat(next(0, 1003, 0)).isEqualTo(3);
  }

  @Test
  void whatIsOverTheBytesGoesTwiceAsFastAsItComes() {
    StoreState before = new StoreState(100, 90, 0, 0);

    assertThat(compaction.next(before, 103, 5000, 0)).isEqualTo(90);
    assertThat(compaction.next(before, 103, 5001, 0)).isEqualTo(96);
    assertThat(compaction.next(before, 100, 5001, 0)).isEqualTo(90);
  }

  @Test
  void whatComesNowStaysHoweverLargeItIs() {
    assertThat(compaction.next(new StoreState(100, 90, 0, 0), 120, 1 << 20, 0)).isEqualTo(100);
  }

  @Test
  void oneStepIsBounded() {
    assertThat(next(0, 3000, 0)).isEqualTo(Compaction.STEP);
    assertThat(next(Compaction.STEP, 3000, 0)).isEqualTo(2 * Compaction.STEP);
  }

  @Test
  void compactionIsDueWhenAnAgeHasPassedOrAStepIsLeft() {
    assertThat(compaction.nanosUntilDue(0, 30)).isEqualTo(AGE - 30);
    next(0, 900, AGE);
    next(0, 900, 2 * AGE);

    assertThat(compaction.nanosUntilDue(500, 2 * AGE + 1)).isZero();
    assertThat(compaction.nanosUntilDue(900, 2 * AGE + 1)).isEqualTo(AGE - 1);
  }

  @Test
  void afterAFailureItPauses() {
    compaction.failed(0);

    assertThat(next(0, 3000, SECOND)).isZero();
    assertThat(compaction.nanosUntilDue(0, SECOND)).isEqualTo(9 * SECOND);
    assertThat(next(0, 3000, 10 * SECOND)).isEqualTo(Compaction.STEP);
  }

  /** After a transaction without changes. */
  private long next(long compacted, long newest, long now) {
    return compaction.next(new StoreState(newest, compacted, 0, 0), newest, 0, now);
  }
}
