// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.error.ErrorCode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one loaded model has done. Each worker counts for itself, under a lock that only readers
 * take besides, so that counting costs no more with more workers. Thread-safe.
 */
public final class ModelStatistics {
  /** Why a request was not answered, as Triton's metrics divide it. */
  public enum FailureReason {
    /** The queue was full, or the model was being unloaded. */
    REJECTED,
    /** The caller went away, or the deadline passed. */
    CANCELED,
    /** The model's run failed. */
    BACKEND,
    /** Anything else: most often the request did not fit the model. */
    OTHER
  }

  private static final FailureReason[] REASONS = FailureReason.values();

  private final LongSupplier nanoClock;
  private final List<RunCounts> workers = new CopyOnWriteArrayList<>();
  private final Map<FailureReason, LongAdder> failures = new EnumMap<>(FailureReason.class);
  private final LongAdder failureNanos = new LongAdder();
  private volatile @Nullable CacheCounts cache;
  private volatile @Nullable RunCounts shared;

  /**
   * @param nanoClock the monotonic clock that all times are on
   */
  public ModelStatistics(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    for (FailureReason reason : REASONS) {
      failures.put(reason, new LongAdder());
    }
  }

  /** What one more worker counts in; it is kept as long as this is. */
  public RunCounts newCounts() {
    RunCounts counts = new RunCounts();
    workers.add(counts);
    return counts;
  }

  /** What threads count in that are no workers of this model; any of them may at any time. */
  public RunCounts shared() {
    RunCounts counts = shared;
    return counts == null ? makeShared() : counts;
  }

  private synchronized RunCounts makeShared() {
    RunCounts counts = shared;
    if (counts == null) {
      counts = new RunCounts();
      workers.add(counts);
      shared = counts;
    }
    return counts;
  }

  /** Counts a request that was not answered, and how long it took. */
  public void failed(FailureReason reason, long nanos) {
    adder(reason).increment();
    failureNanos.add(nanos);
  }

  /** The reason of a failure before the model ran. */
  public static FailureReason reason(ErrorCode code) {
    return switch (code) {
      case UNAVAILABLE, RESOURCE_EXHAUSTED -> FailureReason.REJECTED;
      case CANCELLED, DEADLINE_EXCEEDED, REQUEST_TIMEOUT -> FailureReason.CANCELED;
      case INVALID_ARGUMENT,
          UNAUTHENTICATED,
          PERMISSION_DENIED,
          NOT_FOUND,
          METHOD_NOT_ALLOWED,
          CONFLICT,
          TOO_LARGE,
          UNSUPPORTED_MEDIA_TYPE,
          INTERNAL,
          NOT_IMPLEMENTED ->
          FailureReason.OTHER;
    };
  }

  /** The model's answers are cached, and these count it. */
  public void countCache(CacheCounts counts) {
    cache = counts;
  }

  /** Null if the model's answers are not cached. */
  public @Nullable CacheCounts cache() {
    return cache;
  }

  /** The runs of all workers up to now, added up. */
  public RunCounts runs() {
    RunCounts sum = new RunCounts();
    for (RunCounts worker : workers) {
      sum.add(worker);
    }
    return sum;
  }

  public long failures(FailureReason reason) {
    return adder(reason).sum();
  }

  /** All failures. */
  public long failures() {
    long sum = 0;
    for (FailureReason reason : REASONS) {
      sum += failures(reason);
    }
    return sum;
  }

  /** How long the requests that failed took, together. */
  public long failureNanos() {
    return failureNanos.sum();
  }

  /** Nanoseconds since the end of the last run; 0 if there was none. */
  public long nanosSinceLastRun() {
    RunCounts runs = runs();
    return runs.count() == 0 ? 0 : nanoClock.getAsLong() - runs.lastEnd();
  }

  private LongAdder adder(FailureReason reason) {
    LongAdder adder = failures.get(reason);
    if (adder == null) {
      throw new IllegalStateException("no counter of " + reason);
    }
    return adder;
  }
}
