// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the processes of a control group an address of their own in the network of this machine:
 * those of two Pods may listen on the same port, whichever address they name. Takes the right to
 * give programs to control groups, as root has it, and Linux 5.15. What a group was given it has
 * until it is removed, also when this process has ended. Thread-safe.
 */
public final class PodSockets {
  /** Where a Pod's processes find the machine's {@code localhost}; no Pod has this address. */
  public static final String MACHINE = "127.64.0.0";

  private static final Logger log = LoggerFactory.getLogger(PodSockets.class);

  private final Kernel kernel;

  private PodSockets(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * @param groups an own directory of control groups of version 2; it is tried out there
   * @return empty if this process may not do it, or the machine does not know it
   */
  public static Optional<PodSockets> open(Path groups) {
    Path trial = groups.resolve("trial-" + ProcessHandle.current().pid());
    try {
      PodSockets sockets = new PodSockets(new Kernel());
      Files.createDirectories(trial);
      try {
        sockets.give(trial, MACHINE);
      } finally {
        Files.delete(trial);
      }
      return Optional.of(sockets);
    } catch (IOException e) {
      log.info(
          "Pods share the ports of this machine: control groups take no programs ({})",
          e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * @param group of version 2; only of what its processes do from now on
   * @param address of its Pod
   */
  public void give(Path group, String address) throws IOException {
    for (SocketRules.Program program : SocketRules.of(address, MACHINE).programs()) {
      kernel.attach(group, program);
    }
  }
}
