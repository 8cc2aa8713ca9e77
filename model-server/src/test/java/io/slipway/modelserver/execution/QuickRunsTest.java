// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import static io.slipway.modelserver.execution.QuickRuns.ALONE_QUICK_NANOS;
import static io.slipway.modelserver.execution.QuickRuns.FAR_TOO_SLOW_NANOS;
import static io.slipway.modelserver.execution.QuickRuns.QUICK_NANOS;
import static io.slipway.modelserver.execution.QuickRuns.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuickRunsTest {
  private static final long SLOW = QUICK_NANOS + 1;

  private final QuickRuns runs = QuickRuns.of(false);

  @Test
  void allowsNothingBeforeAWindowOfQuickRuns() {
    run(WINDOW - 1, QUICK_NANOS);
    assertThat(runs.allows(8)).isFalse();
    run(1, QUICK_NANOS);
    assertThat(runs.allows(8)).isTrue();
  }

  @Test
  void toleratesTwoSlowRunsInAWindow() {
    run(40, 0);
    run(2, SLOW);
    run(WINDOW - 42, 0);
    assertThat(runs.quick()).isTrue();
    run(40, 0);
    assertThat(runs.quick()).isTrue();
  }

  @Test
  void waitsForTheThirdSlowRunToFallOutOfTheWindow() {
    run(3, SLOW);
    run(WINDOW - 1, 0);
    assertThat(runs.quick()).isTrue();
    QuickRuns other = QuickRuns.of(false);
    for (int i = 0; i < WINDOW; i++) {
      other.ran(i < 3 ? SLOW : 0, 8);
    }
    assertThat(other.quick()).isFalse();
  }

  @Test
  void stopsAtTheThirdSlowRun() {
    run(WINDOW, 0);
    run(2, SLOW);
    assertThat(runs.quick()).isTrue();
    run(1, SLOW);
    assertThat(runs.quick()).isFalse();
  }

  @Test
  void toleratesTenSlowRunsWhereAnotherThreadGainsNothing() {
    QuickRuns alone = QuickRuns.of(true);
    for (int i = 0; i < WINDOW; i++) {
      alone.ran(i % 10 == 0 ? ALONE_QUICK_NANOS + 1 : ALONE_QUICK_NANOS, 8);
    }
    assertThat(alone.quick()).isTrue();
    alone.ran(ALONE_QUICK_NANOS, 8); // instead of a slow one
    alone.ran(ALONE_QUICK_NANOS + 1, 8);
    assertThat(alone.quick()).isTrue();
    alone.ran(ALONE_QUICK_NANOS + 1, 8);
    assertThat(alone.quick()).isFalse();
  }

  @Test
  void stopsAtOnceAfterARunThatIsFarTooSlow() {
    run(WINDOW, 0);
    run(1, FAR_TOO_SLOW_NANOS);
    assertThat(runs.quick()).isFalse();
    assertThat(runs.allows(8)).isFalse();
  }

  @Test
  void takesTwiceAsLongToComeBackAfterAShortTime() {
    run(WINDOW, 0);
    run(1, FAR_TOO_SLOW_NANOS);
    run(2 * WINDOW - 1, 0);
    assertThat(runs.quick()).isFalse();
    run(1, 0);
    assertThat(runs.quick()).isTrue();
  }

  @Test
  void forgetsBadTimesAfterALongGoodOne() {
    run(WINDOW, 0);
    run(10 * WINDOW, 0);
    run(1, FAR_TOO_SLOW_NANOS);
    run(WINDOW - 1, 0);
    assertThat(runs.quick()).isFalse();
    run(1, 0);
    assertThat(runs.quick()).isTrue();
  }

  @Test
  void comesBackAtLastHoweverOftenItWasSlow() {
    for (int i = 0; i < 20; i++) {
      run(32 * WINDOW, 0);
      assertThat(runs.quick()).isTrue();
      run(1, FAR_TOO_SLOW_NANOS);
      assertThat(runs.quick()).isFalse();
    }
  }

  @Test
  void allowsNoRequestThatIsLargerThanAllQuickOnes() {
    run(WINDOW, 0);
    assertThat(runs.allows(9)).isFalse();
    runs.ran(SLOW, 9);
    assertThat(runs.allows(9)).isFalse();
    runs.ran(QUICK_NANOS, 9);
    assertThat(runs.allows(9)).isTrue();
  }

  private void run(int times, long nanos) {
    for (int i = 0; i < times; i++) {
      runs.ran(nanos, 8);
    }
  }
}
