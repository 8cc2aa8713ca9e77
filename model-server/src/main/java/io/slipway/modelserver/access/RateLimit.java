// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket, kept as the time at which it will be full again: one number, changed without a
 * lock. Safe for use by any thread.
 */
final class RateLimit {
  private static final double NANOS_PER_SECOND = 1e9;

  private final long requestNanos;

  /** How far {@link #full} may lie ahead for a request to be let in. */
  private final long allowedNanos;

  private final AtomicLong full;

  /**
   * @param now on the monotonic clock in nanoseconds, as in all methods
   */
  RateLimit(double rate, int burst, long now) {
    this.requestNanos = Math.max(1, Math.round(NANOS_PER_SECOND / rate));
    this.allowedNanos = Math.multiplyExact(requestNanos, burst - 1L);
    this.full = new AtomicLong(now);
  }

  /** How long until a request would be let in; 0 if one would be now. */
  long waitNanos(long now) {
    return Math.max(0, full.get() - now - allowedNanos);
  }

  /** Lets a request in if there is room for it: 0 then, else as {@link #waitNanos}. */
  long take(long now) {
    while (true) {
      long seen = full.get();
      long ahead = Math.max(0, seen - now);
      if (ahead > allowedNanos) {
        return ahead - allowedNanos;
      }
      if (full.compareAndSet(seen, now + ahead + requestNanos)) {
        return 0;
      }
    }
  }
}
