// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The control group of one container. */
public interface ControlGroup {
  /** Files that a process writes its id to when it joins. */
  List<Path> processFiles();

  /** Where it is below the root of all groups, if others make groups in it; empty if not. */
  default Optional<String> parent() {
    return Optional.empty();
  }

  /** How many of its processes were killed because there was no memory left. */
  long killedForMemory();

  /** Kills what is still in it, and removes it. */
  void remove();
}
