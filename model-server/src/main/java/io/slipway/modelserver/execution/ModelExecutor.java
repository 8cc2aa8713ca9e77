// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.modelserver.execution.ModelStatistics.FailureReason;
import io.slipway.runtimes.spi.LoadedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of one loaded model and the bounded queue before them. A request that was cancelled
 * or whose deadline passed while it waited never reaches the model. Thread-safe.
 */
public final class ModelExecutor implements Scheduler {
  private static final Logger log = LoggerFactory.getLogger(ModelExecutor.class);

  private final ModelId id;
  private final LoadedModel model;
  private final LongSupplier nanoClock;
  private final ThreadPoolExecutor workers;
  private final int queueCapacity;
  private final PriorityLevels priorities;
  private final ModelStatistics statistics;

  /** Whether the first dimension of everything is a batch. */
  private final boolean batched;

  /** How many requests came before; in the order of arrival within a level. */
  private final AtomicLong arrivals = new AtomicLong();

  /**
   * @param model borrowed; closed by the caller, after {@link #stop}
   * @param nanoClock the monotonic clock that deadlines are on
   */
  public ModelExecutor(
      ModelId id, LoadedModel model, ExecutionConfig config, LongSupplier nanoClock) {
    this.id = id;
    this.model = model;
    this.nanoClock = nanoClock;
    this.queueCapacity = config.queueCapacity();
    this.priorities = config.priorities();
    this.statistics = new ModelStatistics(nanoClock);
    this.batched = isBatched(model.signature());
    this.workers =
        new ThreadPoolExecutor(
            config.workers(),
            config.workers(),
            0,
            TimeUnit.SECONDS,
            queue(config),
            task -> Thread.ofPlatform().daemon().name("model-" + id.name()).unstarted(task));
  }

  private static boolean isBatched(ModelSignature signature) {
    for (TensorSpec input : signature.inputs()) {
      if (input.shape().rank() == 0 || input.shape().dim(0) >= 0) {
        return false;
      }
    }
    return !signature.inputs().isEmpty();
  }

  private static BlockingQueue<Runnable> queue(ExecutionConfig config) {
    if (config.priorities().count() == 0) {
      return new ArrayBlockingQueue<>(config.queueCapacity());
    }
    return new LevelQueue<>(config.queueCapacity(), (a, b) -> ((Job) a).order((Job) b));
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
      job =
          new Job(
              request,
              SignatureCheck.inputs(request, model.signature()),
              SignatureCheck.outputs(request, model.signature()),
              priorities.of(request),
              callback);
    } catch (RuntimeException | Error e) {
      request.close();
      ServingException failure = seen(e);
      statistics.failed(ModelStatistics.reason(failure.code()), 0);
      callback.failed(failure);
      return Cancellable.NONE;
    }
    try {
      workers.execute(job);
    } catch (RejectedExecutionException _) {
      if (workers.isShutdown()) {
        return null;
      }
      job.finish(Job.State.CANCELLED, full());
    } catch (Error e) { // the system has no thread for the worker
      job.finish(Job.State.CANCELLED, seen(e));
    }
    return job;
  }

  /** What the caller is told; a fault of ours leaves its stack in the log. */
  private ServingException seen(Throwable failure) {
    if (!(failure instanceof ServingException)) {
      log.error("model {}: a run failed", id, failure);
    }
    return ServingException.from(failure);
  }

  @Override
  public ModelStatistics statistics() {
    return statistics;
  }

  @Override
  public int queueLength() {
    return workers.getQueue().size();
  }

  @Override
  public void stop(Duration timeout) throws InterruptedException {
    workers.shutdown();
    if (workers.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      return;
    }
    // Not shutdownNow: it would interrupt the runs that are waited for.
    List<Runnable> waiting = new ArrayList<>();
    workers.getQueue().drainTo(waiting);
    for (Runnable job : waiting) {
      ((Job) job)
          .finish(
              Job.State.CANCELLED,
              new ServingException(
                  ErrorCode.UNAVAILABLE,
                  "model '" + id + "' was unloaded before this request ran"));
    }
    while (!workers.awaitTermination(1, TimeUnit.MINUTES)) {
      log.warn("model {}: a run has not ended yet, unloading waits for it", id);
    }
  }

  private ServingException full() {
    return new ServingException(
        ErrorCode.UNAVAILABLE,
        "model '%s' has %d requests waiting, its limit; try again later"
            .formatted(id, queueCapacity));
  }

  private final class Job implements Runnable, Cancellable {
    enum State {
      WAITING,
      RUNNING,
      CANCELLED
    }

    private final InferenceRequest request;
    private final List<NamedTensor> inputs;
    private final List<String> outputs;
    private final int level;
    private final long arrival;
    private final InferenceCallback callback;
    private final long submitted = nanoClock.getAsLong();
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

    Job(
        InferenceRequest request,
        List<NamedTensor> inputs,
        List<String> outputs,
        int level,
        InferenceCallback callback) {
      this.request = request;
      this.inputs = inputs;
      this.outputs = outputs;
      this.level = level;
      this.arrival = priorities.count() == 0 ? 0 : arrivals.getAndIncrement();
      this.callback = callback;
    }

    /** Negative if this one is taken before {@code other}. */
    int order(Job other) {
      return level == other.level
          ? Long.compare(arrival, other.arrival)
          : Integer.compare(level, other.level);
    }

    @Override
    public void run() {
      long begun = nanoClock.getAsLong();
      if (request.deadline().expired(begun)) {
        finish(
            State.CANCELLED,
            new ServingException(
                ErrorCode.DEADLINE_EXCEEDED,
                "the deadline passed while the request waited for model '" + id + "'"));
        return;
      }
      if (!state.compareAndSet(State.WAITING, State.RUNNING)) {
        return;
      }
      List<NamedTensor> results;
      try {
        results = model.run(inputs, outputs);
      } catch (RuntimeException | Error e) {
        request.ran(submitted, begun, begun, nanoClock.getAsLong());
        request.close();
        statistics.failed(FailureReason.BACKEND, nanoClock.getAsLong() - submitted);
        callback.failed(seen(e));
        return;
      }
      long computed = nanoClock.getAsLong();
      long size = batchSize();
      RunCounts counts = statistics.own();
      counts.ran(size, submitted, begun, begun, computed);
      request.ran(submitted, begun, begun, computed);
      request.close();
      callback.succeeded(
          new InferenceResponse(id.name(), id.version(), request.id(), Map.of(), results));
      counts.answered(size, nanoClock.getAsLong() - computed);
    }

    private long batchSize() {
      return batched ? inputs.getFirst().tensor().shape().dim(0) : 1;
    }

    @Override
    public void cancel() {
      if (finish(
          State.CANCELLED,
          new ServingException(ErrorCode.CANCELLED, "the request was cancelled"))) {
        workers.remove(this);
      }
    }

    /** Ends a job that has not begun; false if it has begun or ended. */
    boolean finish(State end, ServingException failure) {
      if (!state.compareAndSet(State.WAITING, end)) {
        return false;
      }
      request.close();
      statistics.failed(ModelStatistics.reason(failure.code()), nanoClock.getAsLong() - submitted);
      callback.failed(failure);
      return true;
    }
  }
}
