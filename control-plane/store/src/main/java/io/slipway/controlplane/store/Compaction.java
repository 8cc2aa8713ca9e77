// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

/**
 * Decides how far the change log is compacted. As in Kubernetes, once in every {@code age} all may
 * go that was there the time before; so a change is kept for one to two ages. What is over the
 * number of changes goes at once. Pure but for its state; for the writer's thread.
 */
final class Compaction {
  /** What one transaction deletes at most, so that no write waits long for it. */
  static final int STEP = 500;

  private final int maxChanges;
  private final long ageNanos;
  private long mark;
  private long markedAt;
  private long expired;

  Compaction(int maxChanges, long ageNanos, long newest, long now) {
    this.maxChanges = maxChanges;
    this.ageNanos = ageNanos;
    this.mark = newest;
    this.markedAt = now;
  }

  /**
   * Up to which revision the next transaction compacts; {@code compacted} if there is no need.
   *
   * @param compacted up to where it was done before
   */
  long next(long compacted, long newest, long now) {
    if (now - markedAt >= ageNanos) {
      expired = mark;
      mark = newest;
      markedAt = now;
    }
    long target = Math.max(expired, newest - maxChanges);
    return Math.max(compacted, Math.min(target, compacted + STEP));
  }

  /** How long until there may be something to do without a write; {@code now} is monotonic. */
  long nanosUntilDue(long compacted, long now) {
    return expired > compacted ? 0 : Math.max(0, ageNanos - (now - markedAt));
  }
}
