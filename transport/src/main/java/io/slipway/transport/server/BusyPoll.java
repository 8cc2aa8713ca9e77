// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import java.util.function.LongSupplier;

/**
 * How the thread of an event loop waits: it asks for a while whether something has come, and sleeps
 * then. A core that has slept runs what it knew well like something new, and its wake-up costs the
 * sender; where the next request comes soon, asking for it is quicker, and mostly takes no more
 * CPU.
 *
 * <p>It asks only where it was mostly right to: each time that nothing has come, twice as many
 * waits are slept through before it asks again, and half as many each time that something has. A
 * thread that wants the core gets it between two questions. Used by one thread.
 */
final class BusyPoll implements SelectStrategy {
  private static final int MAX_SLEPT = 1023;

  private final long window;
  private final LongSupplier nanos;
  private boolean asking;
  private long since;

  /** Waits to be slept through after one that was in vain. */
  private int slept;

  private int toSleep;

  /**
   * @param window how long to ask, in nanoseconds
   * @param nanos the clock
   */
  BusyPoll(long window, LongSupplier nanos) {
    this.window = window;
    this.nanos = nanos;
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // right even where it does nothing
  public int calculateStrategy(IntSupplier ready, boolean hasTasks) throws Exception {
    if (hasTasks) {
      came();
      return ready.get();
    }
    if (toSleep > 0) {
      toSleep--;
      return SELECT;
    }
    int found = ready.get();
    if (found != 0) {
      came();
      return found;
    }
    long now = nanos.getAsLong();
    if (!asking) {
      asking = true;
      since = now;
    } else if (now - since >= window) {
      asking = false;
      slept = Math.min(MAX_SLEPT, 2 * slept + 1);
      toSleep = slept;
      return SELECT;
    }
    Thread.yield();
    return CONTINUE;
  }

  private void came() {
    if (asking) {
      asking = false;
      slept /= 2;
      toSleep = slept;
    }
  }
}
