// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import java.util.concurrent.TimeUnit;

/**
 * Whether a model runs so quickly that handing a request to another thread would cost more than to
 * run it where it was read. It has to be so for a while before that is done, and stops at once when
 * it is no longer so; the more often that happens, the longer the while. Used under its owner's
 * lock.
 */
final class QuickRuns {
  /** A run below this holds up an event loop for no longer than other work of one request. */
  static final long QUICK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  /**
   * Where only one run can be made at once, another thread for it gains nothing: the limit is what
   * others may be kept waiting.
   */
  static final long ALONE_QUICK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  /** One run like this is one too many. */
  static final long FAR_TOO_SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** How many runs are looked back at. */
  static final int WINDOW = 100;

  /** How many of them may be slow: the system's doing, not the model's. */
  static final int SLOW_ALLOWED = 2;

  /**
   * The same where only one run can be made at once. A run that lost its core to another thread,
   * the JIT's for one, would have lost it on a thread of its own as well, and more often, as that
   * and the event loop want the same core.
   */
  static final int ALONE_SLOW_ALLOWED = 10;

  private static final int MOST_NEEDED = 32 * WINDOW;

  /** Time enough to forget earlier bad times, in units of the runs that were needed. */
  private static final int LONG_TIME = 10;

  private final long quickNanos;
  private final int slowAllowed;
  private final boolean[] slow = new boolean[WINDOW];
  private int place;
  private int slowCount;

  private boolean quick;

  /** Runs since {@link #quick} changed. */
  private int since;

  /** How many runs it takes until the model counts as quick. */
  private int needed = WINDOW;

  /** A larger request may take longer than any before. */
  private long largest;

  private QuickRuns(long quickNanos, int slowAllowed) {
    this.quickNanos = quickNanos;
    this.slowAllowed = slowAllowed;
  }

  /**
   * @param alone whether only one run can be made at once
   */
  static QuickRuns of(boolean alone) {
    return alone
        ? new QuickRuns(ALONE_QUICK_NANOS, ALONE_SLOW_ALLOWED)
        : new QuickRuns(QUICK_NANOS, SLOW_ALLOWED);
  }

  /** Whether a request of so many bytes is run at once. */
  boolean allows(long bytes) {
    return quick && bytes <= largest;
  }

  boolean quick() {
    return quick;
  }

  /**
   * A run of the model has ended.
   *
   * @param nanos how long it took
   * @param bytes of its largest request
   */
  void ran(long nanos, long bytes) {
    boolean now = nanos > quickNanos;
    slowCount += (now ? 1 : 0) - (slow[place] ? 1 : 0);
    slow[place] = now;
    place = place + 1 == WINDOW ? 0 : place + 1;
    since = since == Integer.MAX_VALUE ? since : since + 1;
    if (!now) {
      largest = Math.max(largest, bytes);
    }
    boolean far = nanos >= FAR_TOO_SLOW_NANOS;
    if (quick) {
      if (far || slowCount > slowAllowed) {
        stop();
      }
    } else if (far) {
      since = 0;
    } else if (since >= needed && slowCount <= slowAllowed) {
      quick = true;
      since = 0;
    }
  }

  private void stop() {
    needed = since / LONG_TIME >= needed ? WINDOW : Math.min(2 * needed, MOST_NEEDED);
    quick = false;
    since = 0;
    largest = 0;
  }
}
