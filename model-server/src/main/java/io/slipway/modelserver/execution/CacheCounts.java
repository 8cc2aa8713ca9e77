// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import java.util.concurrent.atomic.LongAdder;

/** How often a model's answer was there already. Thread-safe. */
public final class CacheCounts {
  private final LongAdder hits = new LongAdder();
  private final LongAdder hitNanos = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder missNanos = new LongAdder();

  /**
   * Counts a request that was answered without a run.
   *
   * @param nanos for looking it up
   */
  public void hit(long nanos) {
    hits.increment();
    hitNanos.add(nanos);
  }

  /**
   * Counts a request that has to be run.
   *
   * @param nanos for looking it up
   */
  public void miss(long nanos) {
    misses.increment();
    missNanos.add(nanos);
  }

  /** Adds the time for keeping the answer of a request that was run. */
  public void kept(long nanos) {
    missNanos.add(nanos);
  }

  public long hits() {
    return hits.sum();
  }

  public long hitNanos() {
    return hitNanos.sum();
  }

  public long misses() {
    return misses.sum();
  }

  public long missNanos() {
    return missNanos.sum();
  }
}
