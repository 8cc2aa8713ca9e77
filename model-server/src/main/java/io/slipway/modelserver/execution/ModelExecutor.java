// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.modelserver.execution.ModelStatistics.FailureReason;
import io.slipway.modelserver.padding.Padding;
import io.slipway.runtimes.spi.LoadedModel;
import io.slipway.transport.server.LoopTurn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances of one loaded model and the bounded queue before them. A request that was cancelled
 * or whose deadline passed while it waited never reaches the model. While the model is far quicker
 * than the way to another thread, requests are run by the thread that brings them. Thread-safe.
 */
public final class ModelExecutor implements Scheduler {
  private static final Logger log = LoggerFactory.getLogger(ModelExecutor.class);
  private static final long WARN_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Requests that an event loop has found may wait for so long behind runs that it makes. */
  static final long LONGEST_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  private final ModelId id;
  private final ModelSignature signature;
  private final LongSupplier nanoClock;
  private final PriorityLevels priorities;
  private final QueuePolicies policies;
  private final ModelStatistics statistics;
  private final RequestFit fit;
  private final ModelRuns runs;
  private final InstanceQueue queue;

  /** What a request asks for that names no outputs. */
  private final List<String> allOutputs;

  /** What the callers count in that run their requests themselves. */
  private final RunCounts inlineCounts;

  /**
   * @param model borrowed; closed by the caller, after {@link #stop}
   * @param allocator for the inputs of requests that run together
   * @param nanoClock the monotonic clock that deadlines are on
   */
  public ModelExecutor(
      ModelId id,
      LoadedModel model,
      ExecutionConfig config,
      TensorAllocator allocator,
      LongSupplier nanoClock) {
    this(id, model, config, allocator, nanoClock, config.threads(id));
  }

  ModelExecutor(
      ModelId id,
      LoadedModel model,
      ExecutionConfig config,
      TensorAllocator allocator,
      LongSupplier nanoClock,
      ThreadFactory threads) {
    this.id = id;
    this.signature = model.signature();
    this.nanoClock = nanoClock;
    this.priorities = config.priorities();
    this.policies = config.batching().policies();
    this.statistics = new ModelStatistics(nanoClock);
    Padding padding = config.batching().padding();
    this.fit = new RequestFit(signature, padding);
    this.runs = new ModelRuns(id, model, padding, allocator, statistics, nanoClock);
    BatchFormation formation = new BatchFormation(config.batching(), fit);
    if (config.batching().together() && !formation.together()) {
      log.warn(
          "model {}: every request runs by itself: the first dimension of an input or output is"
              + " no batch",
          id);
    }
    this.queue = new InstanceQueue(config, formation, runs, threads, nanoClock);
    List<String> outputs = new ArrayList<>(signature.outputs().size());
    for (TensorSpec output : signature.outputs()) {
      outputs.add(output.name());
    }
    this.allOutputs = List.copyOf(outputs);
    this.inlineCounts = statistics.newCounts();
  }

  /** Takes the request over; as {@link io.slipway.api.inference.InferenceEndpoint#infer}. */
  public Cancellable submit(InferenceRequest request, InferenceCallback callback) {
    Cancellable work = trySubmit(request, callback);
    if (work == null) {
      request.close();
      callback.failed(
          new ServingException(ErrorCode.UNAVAILABLE, "model '" + id + "' is being unloaded"));
      return Cancellable.NONE;
    }
    return work;
  }

  @Override
  public @Nullable Cancellable trySubmit(InferenceRequest request, InferenceCallback callback) {
    Job job;
    try {
      job = job(request, callback);
    } catch (RuntimeException | Error e) {
      runs.refused(request, callback, e);
      return Cancellable.NONE;
    }
    InlineDepth depth = mayRunInline() ? InlineDepth.ofThisThread() : null;
    long bytes = depth == null ? InstanceQueue.NOT_INLINE : job.bytes();
    return switch (queue.submit(job, bytes)) {
      case WAITS -> new Waiting(this, job);
      case RUNS_INLINE -> runInline(job, bytes, depth);
      case QUEUE_FULL -> refuse(job, full());
      case LEVEL_FULL -> refuse(job, levelFull(job));
      case OVER_LIMIT -> refuse(job, overLimit(queue.limit()));
      case STOPPED -> null;
    };
  }

  /**
   * Under overload an event loop finds more than it can run before others have waited for long:
   * what is over that meets the limit, as on an instance.
   */
  private boolean mayRunInline() {
    InlineRuns inline = queue.inline();
    return inline.quick()
        && (!inline.holdCallersUp() || LoopTurn.nanosOfThisThread() < LONGEST_TURN_NANOS);
  }

  private Job job(InferenceRequest request, InferenceCallback callback) {
    Job job =
        new Job(
            request,
            SignatureCheck.inputs(request, signature),
            request.outputs().isEmpty() ? allOutputs : SignatureCheck.outputs(request, signature),
            priorities.of(request),
            fit.batched(),
            callback,
            nanoClock.getAsLong());
    job.delay = policies.of(job.level).delay(job.submitted);
    return job;
  }

  private Cancellable refuse(Job job, ServingException failure) {
    runs.failed(job, failure);
    return Cancellable.NONE;
  }

  private void cancel(Job job) {
    if (queue.cancel(job)) {
      runs.failed(job, new ServingException(ErrorCode.CANCELLED, "the request was cancelled"));
    }
  }

  /** The place is free again when the model is done: the answer may bring the next request. */
  private Cancellable runInline(Job job, long bytes, @Nullable InlineDepth depth) {
    if (depth != null) {
      depth.enter();
    }
    try {
      computeInline(job, bytes);
      return Cancellable.NONE;
    } finally {
      if (depth != null) {
        depth.leave();
      }
    }
  }

  private void computeInline(Job job, long bytes) {
    long begun = job.submitted;
    List<NamedTensor> outputs;
    try {
      outputs = runs.compute(job);
    } catch (RuntimeException | Error e) {
      queue.ranInline(job, ModelRuns.FAILED, bytes);
      runs.failedRun(job, begun, nanoClock.getAsLong(), e);
      return;
    }
    long computed = nanoClock.getAsLong();
    queue.ranInline(job, computed - begun, bytes);
    runs.answerRun(job, outputs, begun, computed, inlineCounts);
  }

  @Override
  public @Nullable ServingException overload() {
    int limit = queue.full();
    if (limit == 0) {
      return null;
    }
    statistics.failed(FailureReason.REJECTED, 0);
    return limit == InstanceQueue.CAPACITY ? full() : overLimit(limit);
  }

  // Put together without a format: under overload there are more of these than of answers.

  private ServingException full() {
    return new ServingException(
        ErrorCode.UNAVAILABLE,
        "model '"
            + id
            + "' has "
            + queue.capacity()
            + " requests waiting, its limit; try again later");
  }

  private ServingException levelFull(Job job) {
    return new ServingException(
        ErrorCode.UNAVAILABLE,
        "model '%s' has %d requests of priority %d waiting, its limit; try again later"
            .formatted(id, policies.of(job.level).maxSize(), job.level));
  }

  private ServingException overLimit(int limit) {
    return new ServingException(
        ErrorCode.UNAVAILABLE,
        "model '"
            + id
            + "' has "
            + limit
            + " requests under way, and they wait too long already; try again later");
  }

  @Override
  public ModelStatistics statistics() {
    return statistics;
  }

  @Override
  public int queueLength() {
    return queue.length();
  }

  /** Whether an instance waits for more requests; a guess, as the next one. */
  boolean forming() {
    return queue.forming();
  }

  /** Whether callers may run requests themselves. */
  boolean runsInline() {
    return queue.inline().quick();
  }

  @Override
  public int limit() {
    return queue.limit();
  }

  @Override
  public void stop(Duration timeout) throws InterruptedException {
    queue.close();
    if (queue.awaitEnd(timeout.toNanos())) {
      return;
    }
    for (Job job : queue.drain()) {
      runs.failed(
          job,
          new ServingException(
              ErrorCode.UNAVAILABLE, "model '" + id + "' was unloaded before this request ran"));
    }
    while (!queue.awaitEnd(WARN_NANOS)) {
      log.warn("model {}: a run has not ended yet, unloading waits for it", id);
    }
  }

  /** A request that waits, for who brought it. */
  private record Waiting(ModelExecutor executor, Job job) implements Cancellable {
    @Override
    public void cancel() {
      executor.cancel(job);
    }
  }
}
