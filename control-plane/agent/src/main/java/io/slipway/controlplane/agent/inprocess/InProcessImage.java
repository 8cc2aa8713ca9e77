// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.inprocess;

import java.nio.file.Path;
import java.util.List;

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

  /**
   * Where the links lead that a run of it, which has ended, has made in its volumes: containers
   * that do not see this machine's files see these. May block.
   *
   * @throws RuntimeException saying why that is not known
   */
  default List<Path> linked(ContainerRun run) {
    return List.of();
  }

  /** Whether its containers can run as processes of their own as well. */
  default boolean runsAlone() {
    return false;
  }

  /**
   * The command of a container that is to be a process of its own. Its mounts are not made: where
   * it says paths, they are those of this machine.
   *
   * @param address where it is to listen
   * @throws RuntimeException saying why it cannot be one
   */
  default List<String> command(ContainerRun run, String address) {
    throw new UnsupportedOperationException("image " + run.image() + " runs in this process only");
  }
}
