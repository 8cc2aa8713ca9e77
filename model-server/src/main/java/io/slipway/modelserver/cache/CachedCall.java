// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.cache;

import static java.util.Objects.requireNonNull;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelId;
import io.slipway.modelserver.execution.ModelStatistics;
import io.slipway.modelserver.execution.ModelStatistics.FailureReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request to a model whose answers are cached, and the callback of its run if it is run. Its
 * state is guarded by the scheduler's lock; callbacks run without it.
 */
final class CachedCall implements Cancellable, InferenceCallback {
  private static final Logger log = LoggerFactory.getLogger(CachedCall.class);

  private final CachingScheduler scheduler;
  private final InferenceRequest request;
  private final InferenceCallback callback;
  private final long begun;

  /** How long looking it up took; written before others see the call. */
  private long lookup;

  /** Set once it is run, or waits for another one. */
  private @Nullable Flight flight;

  /** Set if it is run. */
  private @Nullable Cancellable work;

  private boolean waiting;
  private boolean cancelled;

  CachedCall(CachingScheduler scheduler, InferenceRequest request, InferenceCallback callback) {
    this.scheduler = scheduler;
    this.request = request;
    this.callback = callback;
    this.begun = scheduler.now();
  }

  static ServingException cancelled() {
    return new ServingException(ErrorCode.CANCELLED, "the request was cancelled");
  }

  boolean isCancelled() {
    return cancelled;
  }

  /** It is the one that is run. */
  void lead(Flight of) {
    flight = of;
    waiting = false;
  }

  void waitFor(Flight other) {
    flight = other;
    waiting = true;
    other.add(this);
  }

  /** Looks for the answer; reads all inputs. */
  void begin() {
    CachingScheduler.Fate fate;
    try {
      CacheKey key = scheduler.key(request);
      lookup = scheduler.now() - begun;
      fate = scheduler.fate(this, key);
    } catch (RuntimeException | Error e) {
      log.error("model {}: a request could not be looked up", scheduler.id(), e);
      fate = new CachingScheduler.Fate.Refused(ServingException.from(e));
    }
    switch (fate) {
      case CachingScheduler.Fate.Hit(List<NamedTensor> outputs) -> {
        answer(outputs);
        scheduler.ended(1);
      }
      case CachingScheduler.Fate.Run(Flight ours) -> submitAll(ours);
      case CachingScheduler.Fate.Refused(ServingException failure) -> {
        refuse(failure);
        scheduler.ended(1);
      }
      case CachingScheduler.Fate.Shared() -> {}
    }
  }

  /** Answers without a run. */
  private void answer(List<NamedTensor> outputs) {
    request.close();
    scheduler.counts().hit(lookup);
    callback.succeeded(response(outputs));
  }

  private InferenceResponse response(List<NamedTensor> outputs) {
    ModelId id = scheduler.id();
    return new InferenceResponse(id.name(), id.version(), request.id(), Map.of(), outputs);
  }

  /** Fails without a run. */
  private void refuse(ServingException failure) {
    request.close();
    scheduler.statistics().failed(ModelStatistics.reason(failure.code()), scheduler.now() - begun);
    callback.failed(failure);
  }

  /** Runs this call, and those after it for as long as they fail at once for their own reasons. */
  private void submitAll(Flight ours) {
    synchronized (scheduler) {
      ours.beginSubmitting();
    }
    CachedCall next = this;
    while (next != null) {
      next.submit();
      synchronized (scheduler) {
        next = ours.takeDeferred();
      }
    }
  }

  private void submit() {
    scheduler.counts().miss(lookup);
    Cancellable submitted = scheduler.target().trySubmit(request, this);
    if (submitted == null) {
      request.close();
      failed(
          new ServingException(
              ErrorCode.UNAVAILABLE,
              "model '" + scheduler.id() + "' was unloaded before this request ran"));
      return;
    }
    boolean late;
    synchronized (scheduler) {
      work = submitted;
      late = cancelled;
    }
    if (late) {
      submitted.cancel();
    }
  }

  @Override
  public void succeeded(InferenceResponse response) {
    List<CachedCall> followers = scheduler.land(requireNonNull(flight), response.outputs());
    List<List<NamedTensor>> shares = new ArrayList<>(followers.size());
    for (int i = 0; i < followers.size(); i++) {
      shares.add(NamedTensor.shareAll(response.outputs()));
    }
    callback.succeeded(response);
    for (int i = 0; i < followers.size(); i++) {
      followers.get(i).answer(shares.get(i));
    }
    scheduler.ended(1 + followers.size());
  }

  @Override
  public void failed(ServingException failure) {
    Flight ours = requireNonNull(flight);
    boolean own = ModelStatistics.reason(failure.code()) == FailureReason.CANCELED;
    CachedCall next = own ? scheduler.handOver(ours) : null;
    List<CachedCall> followers = own ? List.of() : scheduler.land(ours, null);
    callback.failed(failure);
    for (CachedCall follower : followers) {
      follower.refuse(failure);
    }
    if (next != null) {
      next.submitAll(ours);
    }
    scheduler.ended(1 + followers.size());
  }

  @Override
  public void cancel() {
    Cancellable running;
    boolean left;
    synchronized (scheduler) {
      cancelled = true;
      running = work;
      left = waiting && scheduler.leave(requireNonNull(flight), this);
    }
    if (left) {
      refuse(cancelled());
      scheduler.ended(1);
    } else if (running != null) {
      running.cancel();
    }
  }
}
