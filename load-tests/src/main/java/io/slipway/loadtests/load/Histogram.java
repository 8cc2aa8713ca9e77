// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

/**
 * Counts of durations in nanoseconds. Values below 256 are kept exactly, those above in 128 steps
 * for each power of two: what it tells is too high by less than one percent. For one thread.
 */
public final class Histogram {
  private static final int STEP_BITS = 8;
  private static final int STEPS = 1 << STEP_BITS;

  /** What takes 18 minutes (2^40 ns) or longer is counted in the last step. */
  private static final int SHIFTS = 40 - STEP_BITS;

  private final long[] counts = new long[(SHIFTS + 1) * STEPS];
  private long count;
  private long max;

  public void add(long nanos) {
    long value = Math.max(0, nanos);
    counts[index(value)]++;
    count++;
    max = Math.max(max, value);
  }

  public void addAll(Histogram other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    count += other.count;
    max = Math.max(max, other.max);
  }

  public long count() {
    return count;
  }

  public long max() {
    return max;
  }

  /**
   * The value that the given part of all values does not exceed, in nanoseconds; 0 if there is
   * none.
   *
   * @param part 0 to 1
   */
  public long quantile(double part) {
    long rank = Math.max(1, (long) Math.ceil(part * count));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return Math.min(highest(i), max);
      }
    }
    return max;
  }

  /**
   * The steps of a power of two are the upper half of {@link #STEPS}: the highest bit is set in all
   * of them.
   */
  private static int index(long value) {
    int shift = Math.max(0, Long.SIZE - STEP_BITS - Long.numberOfLeadingZeros(value));
    return shift > SHIFTS ? (SHIFTS + 1) * STEPS - 1 : shift * STEPS + (int) (value >>> shift);
  }

  private static long highest(int index) {
    return ((index % STEPS + 1L) << (index / STEPS)) - 1;
  }
}
