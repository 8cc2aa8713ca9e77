// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import java.time.Duration;
import java.time.Instant;

/**
 * How long an image that could not be fetched is not asked for again: 10 s, and twice as long each
 * time up to 5 min, as a kubelet. Pure.
 *
 * @param length of this pause
 * @param end of this pause
 * @param fault why it could not be fetched
 */
record PullPause(Duration length, Instant end, String fault) {
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  static PullPause first(Instant now, String fault) {
    return new PullPause(FIRST, now.plus(FIRST), fault);
  }

  PullPause next(Instant now, String fault) {
    Duration twice = length.multipliedBy(2);
    Duration next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    return new PullPause(next, now.plus(next), fault);
  }

  boolean lasts(Instant now) {
    return now.isBefore(end);
  }
}
