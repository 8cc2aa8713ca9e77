// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.inprocess;

/** Hears what becomes of one run of a container. Thread-safe; does not block. */
public interface ContainerListener {
  /**
   * Whether it can do its work now. A container that never says so is not ready, unless its Pod has
   * a readiness probe: then that one decides.
   */
  void ready(boolean ready);

  /**
   * The run has ended; nothing is called after it.
   *
   * @param exitCode 0 if it did all that it should
   * @param reason one word for the status, such as {@code Completed} or {@code Error}
   * @param message what went wrong and what to do, or empty
   */
  void exited(int exitCode, String reason, String message);
}
