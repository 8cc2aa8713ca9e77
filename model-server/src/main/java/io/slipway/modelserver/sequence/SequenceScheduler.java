// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sequence;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelId;
import io.slipway.modelserver.config.SequenceBatching;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.execution.ModelStatistics;
import io.slipway.modelserver.execution.RunCounts;
import io.slipway.modelserver.execution.Scheduler;
import io.slipway.modelserver.execution.SignatureCheck;
import io.slipway.modelserver.sequence.SequenceModel.Row;
import io.slipway.modelserver.sequence.SequenceSlots.Admission;
import io.slipway.modelserver.sequence.SequenceSlots.Limits;
import io.slipway.modelserver.sequence.SequenceSlots.Sequence;
import io.slipway.modelserver.sequence.SequenceSlots.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the requests of a model whose requests belong together: those of one sequence in their order
 * and never together, those of different sequences together where the model takes batches. One
 * lock, because every request and every run changes which others may run; nothing is done under it
 * that takes long. Thread-safe.
 */
public final class SequenceScheduler implements Scheduler {
  private static final Logger log = LoggerFactory.getLogger(SequenceScheduler.class);

  private final ModelId id;
  private final SequenceModel model;
  private final int maxBatchSize;
  private final Limits limits;
  private final LongSupplier nanoClock;
  private final ModelStatistics statistics;
  private final SequenceRuns runs;
  private final List<Thread> workers = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();

  /** A request has come, a run has ended, or the model is stopped. */
  private final Condition changed = lock.newCondition();

  /** Guarded by the lock. */
  private final SequenceSlots<SequenceJob> slots;

  /** Guarded by the lock. */
  private boolean stopping;

  /**
   * A scheduler whose workers wait for requests.
   *
   * @param model borrowed; closed by the caller, after {@link #stop}
   * @param maxBatchSize 0 if the first dimension is no batch
   * @param nanoClock monotonic; deadlines are on it
   */
  public static SequenceScheduler start(
      ModelId id,
      SequenceModel model,
      int maxBatchSize,
      ExecutionConfig execution,
      LongSupplier nanoClock) {
    SequenceScheduler scheduler =
        new SequenceScheduler(id, model, maxBatchSize, execution, nanoClock);
    boolean started = false;
    try {
      ThreadFactory threads = execution.threads(id);
      for (int i = 0; i < execution.workers(); i++) {
        Thread worker = threads.newThread(scheduler::work);
        worker.start();
        scheduler.workers.add(worker);
      }
      started = true;
      return scheduler;
    } finally {
      if (!started) {
        scheduler.close();
      }
    }
  }

  private SequenceScheduler(
      ModelId id,
      SequenceModel model,
      int maxBatchSize,
      ExecutionConfig execution,
      LongSupplier nanoClock) {
    this.id = id;
    this.model = model;
    this.maxBatchSize = maxBatchSize;
    this.nanoClock = nanoClock;
    this.statistics = new ModelStatistics(nanoClock);
    this.runs = new SequenceRuns(id, model, statistics, nanoClock);
    SequenceBatching config = model.batching();
    int batch = Math.max(1, maxBatchSize);
    long all = (long) execution.workers() * BatchSize.slots(config.strategy(), batch);
    this.limits =
        new Limits(
            (int) Math.min(all, Integer.MAX_VALUE),
            batch,
            execution.queueCapacity(),
            config.idle().toNanos());
    this.slots =
        new SequenceSlots<>(
            config.strategy(), limits, (one, other) -> model.fit(row(one), row(other)));
  }

  private static Row row(Sequence<SequenceJob> sequence) {
    Step<SequenceJob> step = sequence.step();
    return new Row(step.request.inputs(), step.place, sequence.state);
  }

  @Override
  public @Nullable Cancellable trySubmit(InferenceRequest request, InferenceCallback callback) {
    long now = nanoClock.getAsLong();
    Step<SequenceJob> step;
    try {
      step = step(request, callback, now);
    } catch (RuntimeException | Error e) {
      request.close();
      runs.refused(callback, e);
      return Cancellable.NONE;
    }
    Admission admission;
    lock.lock();
    try {
      if (stopping) {
        return null;
      }
      admission = slots.submit(step, now);
      changed.signal();
    } finally {
      lock.unlock();
    }
    if (admission != Admission.ADMITTED) {
      runs.fail(step.request, refusal(admission, step.place));
      return Cancellable.NONE;
    }
    return () -> cancel(step);
  }

  private Step<SequenceJob> step(InferenceRequest request, InferenceCallback callback, long now) {
    SequencePlace place = SequencePlace.of(request);
    model.check(place.id(), request.modelName());
    List<NamedTensor> inputs = SignatureCheck.inputs(request, model.signature());
    for (NamedTensor input : inputs) {
      if (maxBatchSize > 0 && input.tensor().shape().dim(0) != 1) {
        throw ServingException.invalid(
            "input '%s' of model '%s' has a batch of %d (expected: 1, as every request of a sequence)"
                .formatted(input.name(), request.modelName(), input.tensor().shape().dim(0)));
      }
    }
    SequenceJob job =
        new SequenceJob(
            request, inputs, SignatureCheck.outputs(request, model.signature()), callback, now);
    return new Step<>(job, place, request.deadline());
  }

  private ServingException refusal(Admission admission, SequencePlace place) {
    return switch (admission) {
      case NOT_STARTED ->
          ServingException.invalid(
              "model '%s' has no sequence %s (expected: %s with its first request; it ends after %d ms without requests)"
                  .formatted(
                      id.name(),
                      place.id(),
                      SequencePlace.START,
                      TimeUnit.NANOSECONDS.toMillis(limits.idleNanos())));
      case FULL ->
          new ServingException(
              ErrorCode.UNAVAILABLE,
              "model '%s' has %d requests of sequences waiting, its limit; try again later"
                  .formatted(id, limits.waiting()));
      case ADMITTED -> throw new IllegalArgumentException("no refusal");
    };
  }

  private void cancel(Step<SequenceJob> step) {
    List<Step<SequenceJob>> lost;
    lock.lock();
    try {
      lost = slots.giveUp(step, nanoClock.getAsLong());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    for (Step<SequenceJob> each : lost) {
      runs.fail(each.request, each == step ? cancelled() : ended(each));
    }
  }

  private static ServingException cancelled() {
    return new ServingException(ErrorCode.CANCELLED, "the request was cancelled");
  }

  private static ServingException ended(Step<SequenceJob> step) {
    return new ServingException(
        ErrorCode.CANCELLED,
        "sequence %s has ended: one of its requests was cancelled or came too late to be run"
            .formatted(step.place.id()));
  }

  /** What a worker does all its life. */
  private void work() {
    RunCounts counts = statistics.newCounts();
    List<Step<SequenceJob>> lost = new ArrayList<>();
    List<Sequence<SequenceJob>> batch = next(List.of(), lost);
    while (batch != null) {
      long now = nanoClock.getAsLong();
      for (Step<SequenceJob> each : lost) {
        boolean late = each.request.request().deadline().expired(now);
        runs.fail(each.request, late ? late() : ended(each));
      }
      lost.clear();
      if (!batch.isEmpty()) {
        runs.run(batch, counts);
      }
      batch = next(batch, lost);
    }
  }

  private ServingException late() {
    return new ServingException(
        ErrorCode.DEADLINE_EXCEEDED,
        "the deadline passed while the request waited for model '" + id + "'");
  }

  /**
   * Waits for what is to be done.
   *
   * @param done what has been run, which is over now
   * @param lost gets the requests that are not run any more
   * @return the sequences to run, none if there are only lost requests; null if nothing will come
   */
  private @Nullable List<Sequence<SequenceJob>> next(
      List<Sequence<SequenceJob>> done, List<Step<SequenceJob>> lost) {
    lock.lock();
    try {
      if (!done.isEmpty()) {
        slots.finished(done, nanoClock.getAsLong());
      }
      while (!stopping || slots.size() > 0) {
        long now = nanoClock.getAsLong();
        List<Sequence<SequenceJob>> batch = slots.next(now, lost);
        if (!batch.isEmpty() || !lost.isEmpty()) {
          // Somebody else goes on with the rest, and watches the time.
          changed.signal();
          return batch;
        }
        changed.awaitNanos(slots.nanosToNext(now));
      }
      changed.signalAll();
      return null;
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a worker", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ModelStatistics statistics() {
    return statistics;
  }

  @Override
  public int queueLength() {
    lock.lock();
    try {
      return slots.waiting();
    } finally {
      lock.unlock();
    }
  }

  /** How many sequences there are, with a slot or in the backlog. */
  int sequences() {
    lock.lock();
    try {
      return slots.size();
    } finally {
      lock.unlock();
    }
  }

  private void close() {
    lock.lock();
    try {
      stopping = true;
      slots.closeAll();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void stop(Duration timeout) throws InterruptedException {
    close();
    long end = System.nanoTime() + timeout.toNanos();
    for (Thread worker : workers) {
      long left = end - System.nanoTime();
      if (left > 0) {
        worker.join(Duration.ofNanos(left));
      }
    }
    for (Step<SequenceJob> each : drain()) {
      runs.fail(
          each.request,
          new ServingException(
              ErrorCode.UNAVAILABLE, "model '" + id + "' was unloaded before this request ran"));
    }
    for (Thread worker : workers) {
      while (!worker.join(Duration.ofMinutes(1))) {
        log.warn("model {}: a run has not ended yet, unloading waits for it", id);
      }
    }
  }

  private List<Step<SequenceJob>> drain() {
    lock.lock();
    try {
      List<Step<SequenceJob>> drained = slots.drain();
      changed.signalAll();
      return drained;
    } finally {
      lock.unlock();
    }
  }
}
