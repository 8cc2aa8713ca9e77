// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.inference.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * How requests wait, level by level. Immutable.
 *
 * @param standard of the levels that have no policy of their own, and of requests without levels
 */
public record QueuePolicies(Policy standard, Map<Integer, Policy> levels) {
  /** Nothing but the bounds that every model has. */
  public static final QueuePolicies NONE = new QueuePolicies(Policy.NONE, Map.of());

  private static final int MAX_CAPACITY = 1 << 20;

  /** What becomes of a request that has waited too long. */
  public enum TimeoutAction {
    /** It fails with DEADLINE_EXCEEDED. */
    REJECT,
    /** It runs when nothing else of its level, or of one before it, waits. */
    DELAY
  }

  /**
   * How the requests of one level wait.
   *
   * @param maxSize how many may; 0 for no bound but that of all levels together
   * @param timeout how long each may; zero for any time
   */
  public record Policy(int maxSize, Duration timeout, TimeoutAction action) {
    static final Policy NONE = new Policy(0, Duration.ZERO, TimeoutAction.REJECT);

    public Policy {
      if (maxSize < 0 || timeout.isNegative()) {
        throw new IllegalArgumentException(
            "maxSize: %d, timeout: %s (expected: >= 0)".formatted(maxSize, timeout));
      }
      Objects.requireNonNull(action, "action");
    }

    /** When a request fails that still waits then. */
    Deadline rejection(long nowNanos) {
      return timeout.isZero() || action != TimeoutAction.REJECT
          ? Deadline.NONE
          : Deadline.after(timeout, nowNanos);
    }

    /** When a request that still waits lets others pass. */
    Deadline delay(long nowNanos) {
      return timeout.isZero() || action != TimeoutAction.DELAY
          ? Deadline.NONE
          : Deadline.after(timeout, nowNanos);
    }
  }

  public QueuePolicies {
    Objects.requireNonNull(standard, "standard");
    levels = Map.copyOf(levels);
  }

  /** The same for all levels. */
  public static QueuePolicies of(int maxSize, Duration timeout, TimeoutAction action) {
    return new QueuePolicies(new Policy(maxSize, timeout, action), Map.of());
  }

  /**
   * @param level 0 if there are none
   */
  Policy of(int level) {
    return levels.isEmpty() ? standard : levels.getOrDefault(level, standard);
  }

  /**
   * How many requests may wait in all.
   *
   * @param count how many levels there are; 0 for none
   * @param otherwise how many, if nothing here says
   */
  public int capacity(int count, int otherwise) {
    if (count == 0) {
      return standard.maxSize() == 0 ? otherwise : standard.maxSize();
    }
    long sum = (long) (count - levels.size()) * standard.maxSize();
    boolean bounded = standard.maxSize() > 0 || levels.size() == count;
    for (Policy policy : levels.values()) {
      bounded &= policy.maxSize() > 0;
      sum += policy.maxSize();
    }
    return bounded
        ? (int) Math.min(sum, MAX_CAPACITY)
        : (int) Math.min(Math.max(sum, otherwise), MAX_CAPACITY);
  }

  /**
   * Whether nothing holds but the bounds that every model has. Not asked by {@code equals}: the JVM
   * would make that of a record at every start.
   */
  public boolean isNone() {
    return levels.isEmpty() && standard.maxSize() == 0 && standard.timeout().isZero();
  }

  /** Whether a request may fail because it has waited. */
  boolean rejects() {
    return rejects(standard) || levels.values().stream().anyMatch(QueuePolicies::rejects);
  }

  private static boolean rejects(Policy policy) {
    return policy.action() == TimeoutAction.REJECT && !policy.timeout().isZero();
  }
}
