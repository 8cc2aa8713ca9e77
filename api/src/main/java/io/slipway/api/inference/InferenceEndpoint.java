// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.inference;

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

  /** Something that the caller no longer wants. */
  @FunctionalInterface
  interface Cancellable {
    Cancellable NONE = () -> {};

    void cancel();
  }
}
