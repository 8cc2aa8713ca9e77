// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.inference;

/** Told when a request ran. Must not block; called at most once, by the thread that ran it. */
@FunctionalInterface
public interface RunWatch {
  /**
   * The engine is done with the request, well or not; the callback comes behind it.
   *
   * @param queuedNanos when it began to wait, on the monotonic clock of {@link Deadline}
   * @param begunNanos when its run began
   * @param preparedNanos when its inputs were as the engine wants them
   * @param computedNanos when its run was over
   */
  void ran(long queuedNanos, long begunNanos, long preparedNanos, long computedNanos);
}
