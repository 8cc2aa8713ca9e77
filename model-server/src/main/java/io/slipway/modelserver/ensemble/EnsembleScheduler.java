// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.ensemble;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelId;
import io.slipway.modelserver.execution.ModelStatistics;
import io.slipway.modelserver.execution.Scheduler;
import io.slipway.modelserver.execution.SignatureCheck;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the requests of an ensemble. It has no threads and no queue: a request is in the queues of
 * its steps' models, which bound how many there are. Thread-safe.
 */
public final class EnsembleScheduler implements Scheduler {
  private static final Logger log = LoggerFactory.getLogger(EnsembleScheduler.class);

  private final ModelId id;
  private final EnsemblePlan plan;
  private final boolean batched;
  private final InferenceEndpoint models;
  private final LongSupplier nanoClock;
  private final ModelStatistics statistics;

  /** Runs that have not been answered; guarded by this, as what follows. */
  private final Set<EnsembleRun> open = new HashSet<>();

  private boolean stopped;

  /**
   * @param batched whether the first dimension of everything is a batch
   * @param models who runs the steps, each by its model's name
   * @param nanoClock the monotonic clock that times are on
   */
  public EnsembleScheduler(
      ModelId id,
      EnsemblePlan plan,
      boolean batched,
      InferenceEndpoint models,
      LongSupplier nanoClock) {
    this.id = id;
    this.plan = plan;
    this.batched = batched;
    this.models = models;
    this.nanoClock = nanoClock;
    this.statistics = new ModelStatistics(nanoClock);
  }

  @Override
  public @Nullable Cancellable trySubmit(InferenceRequest request, InferenceCallback callback) {
    EnsembleRun run;
    try {
      List<NamedTensor> inputs = SignatureCheck.inputs(request, plan.signature());
      List<String> outputs = SignatureCheck.outputs(request, plan.signature());
      run = new EnsembleRun(this, request, inputs, plan.select(outputs), callback);
    } catch (RuntimeException | Error e) {
      request.close();
      ServingException failure = seen(e);
      statistics.failed(ModelStatistics.reason(failure.code()), 0);
      callback.failed(failure);
      return Cancellable.NONE;
    }
    synchronized (this) {
      if (stopped) {
        return null;
      }
      open.add(run);
    }
    run.start();
    return run;
  }

  /** What the caller is told; a fault of ours leaves its stack in the log. */
  ServingException seen(Throwable failure) {
    if (!(failure instanceof ServingException)) {
      log.error("ensemble {}: a request failed", id, failure);
    }
    return ServingException.from(failure);
  }

  ModelId id() {
    return id;
  }

  EnsemblePlan plan() {
    return plan;
  }

  InferenceEndpoint models() {
    return models;
  }

  boolean batched() {
    return batched;
  }

  long now() {
    return nanoClock.getAsLong();
  }

  /** A run was answered. */
  synchronized void ended(EnsembleRun run) {
    open.remove(run);
    if (open.isEmpty()) {
      notifyAll();
    }
  }

  @Override
  public ModelStatistics statistics() {
    return statistics;
  }

  /** None: requests wait for the models of the steps. */
  @Override
  public int queueLength() {
    return 0;
  }

  /** As {@link Scheduler#stop}; after the time, what has begun of a request is not waited for. */
  @Override
  public void stop(Duration timeout) throws InterruptedException {
    long begun = System.nanoTime();
    List<EnsembleRun> left;
    synchronized (this) {
      stopped = true;
      long nanos = timeout.toNanos();
      while (!open.isEmpty() && nanos > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, nanos);
        nanos = timeout.toNanos() - (System.nanoTime() - begun);
      }
      left = List.copyOf(open);
    }
    for (EnsembleRun run : left) {
      run.fail(
          new ServingException(
              ErrorCode.UNAVAILABLE, "model '" + id + "' was unloaded before this request ended"));
    }
  }
}
