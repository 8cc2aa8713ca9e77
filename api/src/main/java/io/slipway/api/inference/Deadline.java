// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.inference;

import java.time.Duration;

/**
 * When the answer is no longer wanted, on the monotonic clock of {@link System#nanoTime()}.
 *
 * @param nanoTime meaningless if {@code bounded} is false
 */
public record Deadline(boolean bounded, long nanoTime) {
  public static final Deadline NONE = new Deadline(false, 0);

  public static Deadline after(Duration duration, long nowNanos) {
    return new Deadline(true, nowNanos + duration.toNanos());
  }

  /** Whichever of the two comes first. */
  public Deadline earlier(Deadline other) {
    if (!bounded || !other.bounded) {
      return bounded ? this : other;
    }
    return nanoTime - other.nanoTime <= 0 ? this : other;
  }

  public boolean expired(long nowNanos) {
    return bounded && nanoTime - nowNanos <= 0;
  }
}
