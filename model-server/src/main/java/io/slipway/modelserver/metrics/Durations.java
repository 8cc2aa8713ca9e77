// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.metrics;

import io.slipway.modelserver.execution.LatencyBuckets;
import java.util.concurrent.atomic.LongAdder;

/** A histogram of durations. Thread-safe; recording takes no lock and makes no garbage. */
final class Durations {
  private static final double NANOS_PER_SECOND = 1e9;

  private final LongAdder[] counts = new LongAdder[LatencyBuckets.COUNT];
  private final LongAdder nanos = new LongAdder();

  Durations() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  void record(long durationNanos) {
    counts[LatencyBuckets.of(durationNanos)].increment();
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
    double[] seconds = new double[LatencyBuckets.COUNT];
    int last = seconds.length - 1;
    for (int i = 0; i < last; i++) {
      seconds[i] = LatencyBuckets.boundNanos(i) / NANOS_PER_SECOND;
    }
    seconds[last] = Double.POSITIVE_INFINITY;
    return seconds;
  }
}
