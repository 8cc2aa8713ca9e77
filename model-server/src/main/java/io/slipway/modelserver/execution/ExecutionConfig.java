// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import java.time.Duration;
import java.util.Objects;

/**
 * How one model's requests are run.
 *
 * @param workers how many requests run at once
 * @param inlineRuns how many requests at most are run where they are read, while the model is quick
 *     enough for that; 0 for none. It is the number of places for runs if it is above {@code
 *     workers}
 * @param threadsPerWorker how many threads the engine may use for one of them
 * @param queueCapacity how many requests may wait; one more is refused with UNAVAILABLE
 * @param priorities in which order those that wait are taken
 * @param batching which of them run together
 * @param drainTimeout how long requests under way may take to end when the model is unloaded
 */
public record ExecutionConfig(
    int workers,
    int threadsPerWorker,
    int inlineRuns,
    int queueCapacity,
    PriorityLevels priorities,
    Batching batching,
    Duration drainTimeout) {
  public static final int DEFAULT_QUEUE_CAPACITY = 1024;
  public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(30);

  public ExecutionConfig {
    requirePositive("workers", workers);
    requirePositive("threadsPerWorker", threadsPerWorker);
    if (inlineRuns < 0) {
      throw new IllegalArgumentException("inlineRuns: " + inlineRuns + " (expected: >= 0)");
    }
    requirePositive("queueCapacity", queueCapacity);
    Objects.requireNonNull(priorities, "priorities");
    Objects.requireNonNull(batching, "batching");
    Objects.requireNonNull(drainTimeout, "drainTimeout");
  }

  /** Every request by itself, and as many where they are read as by workers. */
  public ExecutionConfig(
      int workers,
      int threadsPerWorker,
      int queueCapacity,
      PriorityLevels priorities,
      Duration drainTimeout) {
    this(
        workers, threadsPerWorker, workers, queueCapacity, priorities, Batching.NONE, drainTimeout);
  }

  /** Without levels of priority. */
  public ExecutionConfig(
      int workers, int threadsPerWorker, int queueCapacity, Duration drainTimeout) {
    this(workers, threadsPerWorker, queueCapacity, PriorityLevels.NONE, drainTimeout);
  }

  /** Two requests at once where there are the cores for it, the cores shared between them. */
  public static ExecutionConfig forCores(int cores) {
    int workers = Math.min(2, cores);
    return new ExecutionConfig(
        workers, Math.max(1, cores / workers), DEFAULT_QUEUE_CAPACITY, DEFAULT_DRAIN_TIMEOUT);
  }

  /**
   * With no more than so many requests at once, and as many threads in all as before, if there are
   * enough.
   */
  public ExecutionConfig withWorkers(int count) {
    return with(
        count, Math.max(1, workers * threadsPerWorker / count), Math.min(inlineRuns, count));
  }

  /** With so many requests run where they are read. */
  public ExecutionConfig withInlineRuns(int count) {
    return with(workers, threadsPerWorker, count);
  }

  public ExecutionConfig withThreadsPerWorker(int count) {
    return with(workers, count, inlineRuns);
  }

  private ExecutionConfig with(int count, int threads, int inline) {
    return new ExecutionConfig(
        count, threads, inline, queueCapacity, priorities, batching, drainTimeout);
  }

  public ExecutionConfig withQueueCapacity(int count) {
    return new ExecutionConfig(
        workers, threadsPerWorker, inlineRuns, count, priorities, batching, drainTimeout);
  }

  public ExecutionConfig withPriorities(PriorityLevels levels) {
    return new ExecutionConfig(
        workers, threadsPerWorker, inlineRuns, queueCapacity, levels, batching, drainTimeout);
  }

  /** With other requests running together. */
  public ExecutionConfig withBatching(Batching other) {
    return new ExecutionConfig(
        workers, threadsPerWorker, inlineRuns, queueCapacity, priorities, other, drainTimeout);
  }

  public ExecutionConfig withDrainTimeout(Duration timeout) {
    return new ExecutionConfig(
        workers, threadsPerWorker, inlineRuns, queueCapacity, priorities, batching, timeout);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
  }
}
