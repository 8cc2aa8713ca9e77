// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Until when something is waited for.
 *
 * @param begin by {@link System#nanoTime}
 * @param limit null for ever
 */
record Deadline(long begin, @Nullable Duration limit) {
  static Deadline after(@Nullable Duration limit) {
    return new Deadline(System.nanoTime(), limit);
  }

  /** Null for ever; zero or less if it is over. */
  @Nullable Duration left() {
    return limit == null ? null : limit.minusNanos(System.nanoTime() - begin);
  }

  boolean isOver() {
    Duration left = left();
    return left != null && !left.isPositive();
  }
}
