// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import java.util.concurrent.TimeUnit;

/**
 * How many requests may be under way. A queue that is only long for a moment does no harm; one that
 * stands makes every request late and answers none sooner. So the least time that any request has
 * waited in an interval counts, as in CoDel: if even that is too long, the limit falls by a part,
 * else it rises by a step. And where the model, at the rate of its last intervals, needs far too
 * long for what waits already, the limit falls to what it can do, before anybody has waited so
 * long. Used under its owner's lock.
 */
final class AdaptiveLimit {
  static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  static final long TARGET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** What waits may take so long to be answered: more than the target, as it may be a burst. */
  static final long PATIENCE_NANOS = 2 * TARGET_NANOS;

  /** Per interval. */
  static final int STEP = 16;

  private static final double FALL = 0.8;

  /** Fewer are no queue worth a thought. */
  private static final int FEWEST = 64;

  private final int least;
  private final int most;
  private int limit;
  private boolean begun;
  private long intervalBegin;
  private long leastWait = Long.MAX_VALUE;

  /** Requests since the interval began, and whether there was always one that waited. */
  private int taken;

  private boolean busy;
  private long lastTaken;

  /** Requests per nanosecond in the interval before; infinite if the model had nothing to do. */
  private double rateBefore = Double.POSITIVE_INFINITY;

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

  /** Whether it has fallen. */
  boolean isBelowMost() {
    return limit < most;
  }

  /**
   * A request is taken from the queue.
   *
   * @param waited nanoseconds
   * @param underWay how many requests are, with it
   */
  void taken(long waited, long now, int underWay) {
    if (!begun) {
      begun = true;
      begin(now);
      return;
    }
    leastWait = Math.min(leastWait, waited);
    busy &= waited >= now - lastTaken;
    lastTaken = now;
    taken++;
    long elapsed = now - intervalBegin;
    if (elapsed >= INTERVAL_NANOS) {
      double rate = busy ? (double) taken / elapsed : Double.POSITIVE_INFINITY;
      adjust(underWay, Math.max(rate, rateBefore));
      rateBefore = rate;
      begin(now);
    }
  }

  private void begin(long now) {
    intervalBegin = now;
    lastTaken = now;
    taken = 0;
    busy = true;
    leastWait = Long.MAX_VALUE;
  }

  /**
   * @param rate the better one of two intervals: a run that took long once, the first one or one
   *     beside a pause of the machine, says nothing of the next
   */
  private void adjust(int underWay, double rate) {
    double manageable = rate * PATIENCE_NANOS;
    if (Math.min(underWay, limit) > manageable) {
      limit = Math.max(least, (int) manageable);
    } else if (leastWait <= TARGET_NANOS) {
      limit = Math.min(most, limit + STEP);
    } else if (underWay <= limit) { // else the last fall has not had its effect yet
      limit = Math.max(least, (int) (limit * FALL));
    }
  }
}
