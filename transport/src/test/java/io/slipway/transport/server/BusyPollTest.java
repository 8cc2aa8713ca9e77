// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static io.netty.channel.SelectStrategy.CONTINUE;
import static io.netty.channel.SelectStrategy.SELECT;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BusyPollTest {
  private static final long WINDOW = 50;

  private long now = Long.MAX_VALUE - 20; // as System.nanoTime may be
  private int ready;
  private int questions;
  private final BusyPoll poll = new BusyPoll(WINDOW, () -> now);

  private int next() throws Exception {
    return next(false);
  }

  private int next(boolean tasks) throws Exception {
    return poll.calculateStrategy(
        () -> {
          questions++;
          return ready;
        },
        tasks);
  }

  /** Nothing comes: how the wait ends. */
  private boolean sleepsAtOnce() throws Exception {
    ready = 0;
    int first = next();
    if (first == SELECT) {
      return true;
    }
    now += WINDOW;
    assertThat(next()).isEqualTo(SELECT);
    return false;
  }

  /** Something comes 10 ns after the wait began; false if the thread slept then. */
  private boolean sees() throws Exception {
    ready = 0;
    if (next() == SELECT) {
      return false;
    }
    now += 10;
    ready = 1;
    return next() == 1;
  }

  @Test
  void whatIsThereIsTakenAtOnce() throws Exception {
    ready = 3;

    assertThat(next()).isEqualTo(3);
    assertThat(questions).isEqualTo(1);
  }

  @Test
  void asksUntilTheWindowIsOver() throws Exception {
    assertThat(next()).isEqualTo(CONTINUE);
    now += WINDOW - 1;
    assertThat(next()).isEqualTo(CONTINUE);
    now += 1;
    assertThat(next()).isEqualTo(SELECT);
    assertThat(questions).isEqualTo(3);
  }

  @Test
  void aWindowBeginsAnewWithEachWait() throws Exception {
    for (int i = 0; i < 100; i++) {
      assertThat(sees()).as("wait %d", i).isTrue();
      now += 1000; // the work that came
    }
  }

  @Test
  void sleepsThroughTwiceAsManyWaitsEachTimeThatNothingCame() throws Exception {
    for (int slept : new int[] {1, 3, 7, 15, 31, 63, 127, 255, 511, 1023, 1023}) {
      assertThat(sleepsAtOnce()).as("before %d", slept).isFalse();
      for (int i = 0; i < slept; i++) {
        assertThat(sleepsAtOnce()).as("%d of %d", i, slept).isTrue();
      }
    }
    assertThat(sleepsAtOnce()).isFalse();
  }

  @Test
  void sleepsThroughHalfAsManyEachTimeThatSomethingCame() throws Exception {
    sleepsAtOnce();
    assertThat(sleepsAtOnce()).isTrue();
    sleepsAtOnce();
    for (int i = 0; i < 3; i++) {
      assertThat(sleepsAtOnce()).isTrue();
    }

    assertThat(sees()).isTrue(); // 3 to 1
    assertThat(sees()).isFalse();
    assertThat(sees()).isTrue(); // 1 to 0
    assertThat(sees()).isTrue();
  }

  @Test
  void aTaskIsSomethingThatCame() throws Exception {
    sleepsAtOnce();
    assertThat(sleepsAtOnce()).isTrue();
    assertThat(next()).isEqualTo(CONTINUE);

    ready = 0;
    assertThat(next(true)).isZero();

    assertThat(sees()).isTrue();
  }

  @Test
  void looksForWhatIsReadyBesideTasks() throws Exception {
    ready = 2;

    assertThat(next(true)).isEqualTo(2);
  }
}
