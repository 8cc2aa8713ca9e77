// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

/**
 * Decides how far the change log is compacted. As in Kubernetes, once in every age all may go that
 * was there the time before; so a change is kept for one to two ages. What is over the number of
 * changes or their bytes goes at once. Pure but for its state; for the writer's thread.
 */
final class Compaction {
  /** What one transaction deletes at most, so that no write waits long for it. */
  static final int STEP = 500;

  private static final long PAUSE_NANOS = 10_000_000_000L;

  private final int maxChanges;
  private final long maxBytes;
  private final long ageNanos;
  private long mark;
  private long markedAt;
  private long expired;
  private boolean failed;
  private long failedAt;

  /**
   * @param now of a clock that only goes forward, in nanoseconds
   */
  Compaction(StoreLimits limits, long newest, long now) {
    this.maxChanges = limits.logChanges();
    this.maxBytes = limits.logBytes();
    this.ageNanos = limits.logAge().toNanos();
    this.mark = newest;
    this.markedAt = now;
  }

  /**
   * Up to which revision the next transaction compacts; as far as it is if there is no need.
   *
   * @param state before the transaction
   * @param newest with the transaction's changes
   * @param logBytes with the transaction's changes
   */
  long next(StoreState state, long newest, long logBytes, long now) {
    if (now - markedAt >= ageNanos) {
      expired = mark;
      mark = newest;
      markedAt = now;
    }
    long compacted = state.compacted();
    if (pauses(now)) {
      return compacted;
    }
    long target = Math.max(expired, newest - maxChanges);
    if (logBytes > maxBytes) {
      // Twice what comes goes, but for what comes now: so it gets smaller, and not much too small.
      long appended = newest - state.revision();
      target = Math.max(target, Math.min(compacted + 2 * appended, state.revision()));
    }
    return Math.max(compacted, Math.min(target, compacted + STEP));
  }

  /** The database did not take the step: writes go on without, and it is tried again later. */
  void failed(long now) {
    failed = true;
    failedAt = now;
  }

  private boolean pauses(long now) {
    failed = failed && now - failedAt < PAUSE_NANOS;
    return failed;
  }

  /** How long until there may be something to do without a write; {@code now} is monotonic. */
  long nanosUntilDue(long compacted, long now) {
    if (pauses(now)) {
      return PAUSE_NANOS - (now - failedAt);
    }
    return expired > compacted ? 0 : Math.max(0, ageNanos - (now - markedAt));
  }
}
