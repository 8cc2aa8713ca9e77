// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceResponse;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Passes on one answer, or DEADLINE_EXCEEDED if that comes too late; then the work is cancelled, if
 * it has not begun, and its answer is dropped.
 */
final class ExpiringCallback implements InferenceCallback {
  private final InferenceCallback target;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable Future<?> timer;

  ExpiringCallback(InferenceCallback target) {
    this.target = target;
  }

  /**
   * Begins to watch; once.
   *
   * @param nanos from now to the deadline
   */
  void watch(Cancellable work, long nanos) {
    if (over.get()) {
      return;
    }
    timer = ForkJoinPool.commonPool().schedule(() -> expire(work), nanos, TimeUnit.NANOSECONDS);
    if (over.get()) {
      stopTimer();
    }
  }

  private void expire(Cancellable work) {
    if (over.compareAndSet(false, true)) {
      work.cancel();
      target.failed(
          new ServingException(
              ErrorCode.DEADLINE_EXCEEDED, "the deadline passed before the answer was ready"));
    }
  }

  @Override
  public void succeeded(InferenceResponse response) {
    if (over.compareAndSet(false, true)) {
      stopTimer();
      target.succeeded(response);
    } else {
      response.close();
    }
  }

  @Override
  public void failed(ServingException failure) {
    if (over.compareAndSet(false, true)) {
      stopTimer();
      target.failed(failure);
    }
  }

  private void stopTimer() {
    Future<?> running = timer;
    if (running != null) {
      running.cancel(false);
    }
  }
}
