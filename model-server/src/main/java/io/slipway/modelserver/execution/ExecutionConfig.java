// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.model.ModelId;
import io.slipway.transport.affinity.CpuPinning;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * How one model's requests are run.
 *
 * @param workers how many requests run at once
 * @param threadsGiven whether that was asked for; otherwise it is this model's part of the cores
 * @param inlineRuns how many requests at most are run where they are read, while the model is quick
 *     enough for that; 0 for none. It is the number of places for runs if it is above {@code
 *     workers}
 * @param threadsPerWorker how many threads the engine may use for one of them
 * @param queueCapacity how many requests may wait; one more is refused with UNAVAILABLE
 * @param priorities in which order those that wait are taken
 * @param batching which of them run together
 * @param pinning of the threads of workers; null to leave them to the system
 * @param drainTimeout how long requests under way may take to end when the model is unloaded
 */
public record ExecutionConfig(
    int workers,
    int threadsPerWorker,
    boolean threadsGiven,
    int inlineRuns,
    int queueCapacity,
    PriorityLevels priorities,
    Batching batching,
    @Nullable CpuPinning pinning,
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
        workers,
        threadsPerWorker,
        true,
        workers,
        queueCapacity,
        priorities,
        Batching.NONE,
        null,
        drainTimeout);
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
            workers, 1, DEFAULT_QUEUE_CAPACITY, PriorityLevels.NONE, DEFAULT_DRAIN_TIMEOUT)
        .with(workers, Math.max(1, cores / workers), false, workers);
  }

  /**
   * With no more than so many requests at once, and as many threads in all as before, if there are
   * enough.
   */
  public ExecutionConfig withWorkers(int count) {
    int threads = Math.max(1, workers * threadsPerWorker / count);
    return with(count, threads, threadsGiven, Math.min(inlineRuns, count));
  }

  /**
   * For one of so many models, which have the cores between them: threads of several models that
   * want one core wait for each other in the middle of their runs. Threads that were asked for
   * stay.
   */
  public ExecutionConfig amongModels(int models) {
    return threadsGiven || models < 2
        ? this
        : with(workers, Math.max(1, threadsPerWorker / models), false, inlineRuns);
  }

  /** With so many requests run where they are read. */
  public ExecutionConfig withInlineRuns(int count) {
    return with(workers, threadsPerWorker, threadsGiven, count);
  }

  /** With so many threads, as was asked for. */
  public ExecutionConfig withThreadsPerWorker(int count) {
    return with(workers, count, true, inlineRuns);
  }

  private ExecutionConfig with(int count, int threads, boolean given, int inline) {
    return new ExecutionConfig(
        count, threads, given, inline, queueCapacity, priorities, batching, pinning, drainTimeout);
  }

  public ExecutionConfig withQueueCapacity(int count) {
    return with(count, priorities, batching, pinning, drainTimeout);
  }

  public ExecutionConfig withPriorities(PriorityLevels levels) {
    return with(queueCapacity, levels, batching, pinning, drainTimeout);
  }

  /** With other requests running together. */
  public ExecutionConfig withBatching(Batching other) {
    return with(queueCapacity, priorities, other, pinning, drainTimeout);
  }

  public ExecutionConfig withDrainTimeout(Duration timeout) {
    return with(queueCapacity, priorities, batching, pinning, timeout);
  }

  public ExecutionConfig withPinning(@Nullable CpuPinning cpus) {
    return with(queueCapacity, priorities, batching, cpus, drainTimeout);
  }

  /** What makes the threads of a model's workers. */
  public ThreadFactory threads(ModelId model) {
    ThreadFactory threads =
        task -> Thread.ofPlatform().daemon().name("model-" + model.name()).unstarted(task);
    return pinning == null ? threads : pinning.threads(threads);
  }

  private ExecutionConfig with(
      int capacity,
      PriorityLevels levels,
      Batching together,
      @Nullable CpuPinning cpus,
      Duration timeout) {
    return new ExecutionConfig(
        workers,
        threadsPerWorker,
        threadsGiven,
        inlineRuns,
        capacity,
        levels,
        together,
        cpus,
        timeout);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
  }
}
