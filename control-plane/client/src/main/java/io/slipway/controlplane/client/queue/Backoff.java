// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client.queue;

import java.time.Duration;

/**
 * How long to wait before the next attempt: twice as long after each failure.
 *
 * @param first after the first failure
 * @param most never longer than this
 */
public record Backoff(Duration first, Duration most) {
  public Backoff {
    if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "first and most: " + first + ", " + most + " (expected: 0 < first <= most)");
    }
  }

  /**
   * @param failures in a row, from 1
   */
  public Duration after(int failures) {
    Duration delay = first;
    for (int i = 1; i < failures && delay.compareTo(most) < 0; i++) {
      delay = delay.multipliedBy(2);
    }
    return delay.compareTo(most) < 0 ? delay : most;
  }
}
