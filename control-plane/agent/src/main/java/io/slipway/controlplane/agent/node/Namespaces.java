// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.inprocess.Mount;
import io.slipway.controlplane.agent.process.ContainerCreationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What this process may do for processes of containers. */
final class Namespaces {
  private Namespaces() {}

  /**
   * The mounts that a process needs: all but those that are where they are seen.
   *
   * @throws ContainerCreationException if mounts cannot be made here
   */
  static List<Mount> mounts(List<Mount> mounts) throws ContainerCreationException {
    List<Mount> needed = new ArrayList<>();
    for (Mount mount : mounts) {
      if (!Path.of(mount.containerPath()).normalize().equals(mount.source())) {
        needed.add(mount);
      }
    }
    if (!needed.isEmpty() && !mayMount()) {
      throw new ContainerCreationException(
          "volumeMount %s: mounts of processes need a mount namespace, which on this machine only root may make"
              .formatted(needed.getFirst().containerPath()));
    }
    return needed;
  }

  private static boolean mayMount() {
    try {
      return Files.exists(Path.of("/proc/self/ns/mnt"))
          && Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException _) {
      return false; // no Linux
    }
  }
}
