// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.metrics;

import java.util.concurrent.atomic.LongAdder;

/** A histogram of durations. Thread-safe; recording takes no lock and makes no garbage. */
final class Durations {
  /** The upper bounds of all buckets but the last, which has none; nanoseconds. */
  private static final long[] BOUNDS = {
    100_000L,
    250_000L,
    500_000L,
    1_000_000L,
    2_500_000L,
    5_000_000L,
    10_000_000L,
    25_000_000L,
    50_000_000L,
    100_000_000L,
    250_000_000L,
    500_000_000L,
    1_000_000_000L,
    2_500_000_000L,
    5_000_000_000L,
    10_000_000_000L,
  };

  private static final double NANOS_PER_SECOND = 1e9;

  private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];
  private final LongAdder nanos = new LongAdder();

  Durations() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  void record(long durationNanos) {
    int bucket = 0;
    while (bucket < BOUNDS.length && durationNanos > BOUNDS[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    nanos.add(durationNanos);
  }

  /** Of each bucket alone, not of those below it too. */
  long[] counts() {
    long[] values = new long[counts.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = counts[i].sum();
    }
    return values;
  }

  double sumSeconds() {
    return nanos.sum() / NANOS_PER_SECOND;
  }

  /** As many as there are {@link #counts}; the last is infinite. */
  static double[] boundsSeconds() {
    double[] seconds = new double[BOUNDS.length + 1];
    for (int i = 0; i < BOUNDS.length; i++) {
      seconds[i] = BOUNDS[i] / NANOS_PER_SECOND;
    }
    seconds[BOUNDS.length] = Double.POSITIVE_INFINITY;
    return seconds;
  }
}
