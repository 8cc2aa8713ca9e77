// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.cache;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.modelserver.execution.ModelStatistics;
import io.slipway.modelserver.execution.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Holds requests until the test answers them; one that is cancelled before that fails. */
final class HeldScheduler implements Scheduler {
  private final ModelStatistics statistics = new ModelStatistics(() -> 0);
  private final List<Held> held = new ArrayList<>();
  private boolean stopped;

  /** Fails every request within the call that submits it. */
  private boolean failing;

  record Held(InferenceRequest request, InferenceCallback callback, AtomicBoolean over)
      implements Cancellable {
    void answer(List<NamedTensor> outputs) {
      if (over.compareAndSet(false, true)) {
        request.close();
        callback.succeeded(new InferenceResponse("m", "1", request.id(), Map.of(), outputs));
      }
    }

    void fail(ErrorCode code) {
      if (over.compareAndSet(false, true)) {
        request.close();
        callback.failed(new ServingException(code, "failed by the test"));
      }
    }

    @Override
    public void cancel() {
      fail(ErrorCode.CANCELLED);
    }
  }

  void failAtOnce() {
    failing = true;
  }

  @Override
  public synchronized Cancellable trySubmit(InferenceRequest request, InferenceCallback callback) {
    Held work = new Held(request, callback, new AtomicBoolean());
    held.add(work);
    notifyAll();
    if (failing) {
      work.fail(ErrorCode.DEADLINE_EXCEEDED);
    }
    return work;
  }

  /** Those that were submitted up to now. */
  synchronized List<Held> held() {
    return List.copyOf(held);
  }

  /** Waits until so many were submitted. */
  synchronized Held await(int count) throws InterruptedException {
    while (held.size() < count) {
      wait();
    }
    return held.get(count - 1);
  }

  boolean stopped() {
    return stopped;
  }

  @Override
  public ModelStatistics statistics() {
    return statistics;
  }

  @Override
  public int queueLength() {
    return 0;
  }

  @Override
  public void stop(Duration timeout) {
    stopped = true;
  }
}
