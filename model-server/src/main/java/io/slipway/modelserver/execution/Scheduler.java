// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Who decides when the requests of one loaded model are run, and runs them. Thread-safe. */
public interface Scheduler {
  /**
   * Takes the request over, as {@link io.slipway.api.inference.InferenceEndpoint#infer}, unless
   * {@link #stop} was called: then the request stays the caller's and nothing is called back.
   *
   * @return null if it was stopped
   */
  @Nullable Cancellable trySubmit(InferenceRequest request, InferenceCallback callback);

  /** As {@link io.slipway.api.inference.InferenceEndpoint#overload}; null once it was stopped. */
  default @Nullable ServingException overload() {
    return null;
  }

  /** What was run and how long it took. */
  ModelStatistics statistics();

  /** How many requests wait. */
  int queueLength();

  /** How many requests may be under way at the moment, waiting or run; 0 if that is not limited. */
  default int limit() {
    return 0;
  }

  /**
   * Refuses new requests, lets those under way end for up to {@code timeout}, then fails those
   * still waiting. Returns when no run touches the model any more: one that has begun is always
   * waited for, because native code can't be stopped.
   */
  void stop(Duration timeout) throws InterruptedException;
}
