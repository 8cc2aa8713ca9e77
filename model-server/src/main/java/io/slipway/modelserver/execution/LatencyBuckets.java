// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

/** The buckets that durations are counted in. Pure. */
public final class LatencyBuckets {
  private static final long[] BOUND_NANOS = {
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

  /** The last has no upper bound. */
  public static final int COUNT = BOUND_NANOS.length + 1;

  private LatencyBuckets() {}

  /** The first bucket whose upper bound is not below {@code nanos}. */
  public static int of(long nanos) {
    int bucket = 0;
    while (bucket < BOUND_NANOS.length && nanos > BOUND_NANOS[bucket]) {
      bucket++;
    }
    return bucket;
  }

  /** The upper bound of any bucket but the last. */
  public static long boundNanos(int bucket) {
    return BOUND_NANOS[bucket];
  }
}
