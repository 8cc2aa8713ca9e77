// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.inference;

import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * Makes predictions in this process: the seam between protocols, router and model server.
 * Thread-safe.
 */
public interface InferenceEndpoint {
  /**
   * Takes the request over, also when it fails: the implementation closes it. Never blocks and
   * never throws; whatever goes wrong reaches {@code callback}. The callback may run before this
   * returns.
   *
   * @return a handle that stops the work if it has not begun, and does nothing otherwise; the
   *     callback is then called with CANCELLED
   */
  Cancellable infer(InferenceRequest request, InferenceCallback callback);

  /**
   * Why a request for this model would be refused now, whatever is in it: so that under overload
   * nobody decodes what is then thrown away. The refusal is counted as one of a request.
   *
   * @return null if it would not be, as far as that is known
   */
  default @Nullable ServingException overload(ModelId model) {
    return null;
  }

  /** Something that the caller no longer wants. */
  @FunctionalInterface
  interface Cancellable {
    Cancellable NONE = () -> {};

    void cancel();
  }
}
