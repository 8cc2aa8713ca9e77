// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

import io.slipway.controlplane.agent.inprocess.Mount;
import io.slipway.controlplane.agent.spec.ContainerSpec.Console;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process to start.
 *
 * @param directory of this run alone, empty, private; what is known about the run is kept there
 * @param command the program and its arguments
 * @param environment all of it
 * @param mounts what it sees elsewhere than where it is; those inside others come after them,
 *     whatever the order in which they are given
 * @param group its control group, for its limits
 * @param network the network namespace to run in
 * @param console its input and terminal
 * @param stopSignal what asks it to end, by Kubernetes' name
 */
public record Launch(
    Path directory,
    List<String> command,
    Map<String, String> environment,
    Path workingDirectory,
    List<Mount> mounts,
    Optional<ControlGroup> group,
    Optional<String> network,
    Console console,
    String stopSignal) {
  public Launch {
    if (command.isEmpty()) {
      throw new IllegalArgumentException("no command");
    }
    command = List.copyOf(command);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    mounts =
        mounts.stream()
            .sorted(Comparator.comparingInt(mount -> target(mount).getNameCount()))
            .toList();
  }

  /** Where a mount is seen. */
  static Path target(Mount mount) {
    return Path.of(mount.containerPath()).normalize();
  }

  /** The mount in which another one is seen: the innermost. */
  Optional<Mount> around(Mount inner) {
    Optional<Mount> found = Optional.empty();
    for (Mount mount : mounts) {
      if (target(inner).startsWith(target(mount)) && !target(inner).equals(target(mount))) {
        found = Optional.of(mount); // those that are further out come first
      }
    }
    return found;
  }

  /** What the process sees at {@code path}, seen from outside. */
  Path outside(Path path) {
    Path found = path;
    int depth = -1;
    for (Mount mount : mounts) {
      Path target = target(mount);
      if (path.startsWith(target) && target.getNameCount() > depth) {
        depth = target.getNameCount();
        found = mount.source().resolve(target.relativize(path)).normalize();
      }
    }
    return found;
  }
}
