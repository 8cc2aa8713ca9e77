// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import java.util.concurrent.TimeUnit;

/**
 * How many requests may be under way. A queue that is only long for a moment does no harm; one that
 * stands makes every request late and answers none sooner. So the least time that any request has
 * waited in an interval counts, as in CoDel: if even that is too long, the limit falls by a part,
 * else it rises by a step. Used under its owner's lock.
 */
final class AdaptiveLimit {
  static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  static final long TARGET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Per interval. */
  static final int STEP = 16;

  private static final double FALL = 0.8;

  /** Fewer are no queue worth a thought. */
  private static final int FEWEST = 64;

  private final int least;
  private final int most;
  private int limit;
  private boolean begun;
  private long intervalEnd;
  private long leastWait = Long.MAX_VALUE;

  /** Begins with the most. */
  AdaptiveLimit(int least, int most) {
    this.least = Math.min(least, most);
    this.most = most;
    this.limit = most;
  }

  /**
   * @param places how many runs there may be at once
   * @param batch how many requests may be in each
   * @param capacity how many requests may wait
   */
  static AdaptiveLimit of(int places, int batch, int capacity) {
    long running = (long) places * batch;
    return new AdaptiveLimit(
        Math.clamp(2 * running, FEWEST, Integer.MAX_VALUE),
        (int) Math.min(running + capacity, Integer.MAX_VALUE));
  }

  int limit() {
    return limit;
  }

  /**
   * A request is taken from the queue.
   *
   * @param waited nanoseconds
   * @param underWay how many requests are, with it
   */
  void taken(long waited, long now, int underWay) {
    leastWait = Math.min(leastWait, waited);
    if (begun && now - intervalEnd < 0) {
      return;
    }
    if (begun) {
      adjust(underWay);
    }
    begun = true;
    intervalEnd = now + INTERVAL_NANOS;
    leastWait = Long.MAX_VALUE;
  }

  private void adjust(int underWay) {
    if (leastWait <= TARGET_NANOS) {
      limit = Math.min(most, limit + STEP);
    } else if (underWay <= limit) { // else the last fall has not had its effect yet
      limit = Math.max(least, (int) (limit * FALL));
    }
  }
}
