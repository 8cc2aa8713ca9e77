// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

import io.slipway.controlplane.agent.inprocess.RunningContainer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** A container in which commands can be run, and which can be joined. Thread-safe. */
public interface AttachableContainer extends RunningContainer {
  /** A command in it. The caller reads its output and ends it. */
  Process exec(List<String> command) throws IOException, ContainerCreationException;

  /** As {@link #exec}, on a terminal of its own; errors come with the output. */
  Process execOnTerminal(List<String> command) throws IOException, ContainerCreationException;

  /**
   * Its input, for who attaches; they close it. Writing waits until it is taken. Empty if it takes
   * none, or none any more.
   */
  Optional<OutputStream> input() throws IOException;

  /** Gives its terminal another size; nothing if it has none. */
  void resize(int columns, int rows)
      throws IOException, InterruptedException, ContainerCreationException;
}
