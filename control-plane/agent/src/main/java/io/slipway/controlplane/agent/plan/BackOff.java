// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long a container that ended waits before its next start: not at all the first time, then 10 s
 * and twice as long each time up to 5 min; from the beginning once it has gone well for 10 min.
 *
 * @param pause the current one; zero before the first restart
 * @param since when it was last made longer
 */
public record BackOff(Duration pause, Instant since) {
  public static final BackOff NONE = new BackOff(Duration.ZERO, Instant.EPOCH);
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** The earliest start of a container that ended at {@code end}. */
  public Instant earliestStart(Instant end) {
    return forgotten(end) ? end : end.plus(pause);
  }

  /** After a start of a container that had ended at {@code end}. */
  public BackOff afterStart(Instant end, Instant now) {
    if (forgotten(end)) {
      return new BackOff(FIRST, now);
    }
    Duration twice = pause.multipliedBy(2);
    return new BackOff(twice.compareTo(LONGEST) < 0 ? twice : LONGEST, now);
  }

  private boolean forgotten(Instant end) {
    return pause.isZero() || Duration.between(since, end).compareTo(LONGEST.multipliedBy(2)) > 0;
  }

  /** The pause that still lasts at {@code now}, for a container that ended at {@code end}. */
  public Optional<Duration> waiting(Instant end, Instant now) {
    return earliestStart(end).isAfter(now) ? Optional.of(pause) : Optional.empty();
  }
}
