// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.inprocess;

/** Runs containers of one image inside this process. Thread-safe. */
public interface InProcessImage {
  /**
   * Starts a container; called on a virtual thread, may block.
   *
   * <p>A container that cannot be started ends by {@link ContainerListener#exited} with a code
   * other than 0, or by an exception, whose message becomes that of the exit.
   *
   * @param listener hears what becomes of it, on any thread, also before this returns
   */
  RunningContainer start(ContainerRun run, ContainerListener listener);
}
