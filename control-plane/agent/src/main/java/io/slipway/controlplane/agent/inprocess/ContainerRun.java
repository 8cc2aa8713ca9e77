// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.inprocess;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What one run of a container is given. {@code command}, {@code args} and {@code env} are final:
 * variables in them are replaced.
 *
 * @param container its name in the Pod
 * @param env in the order of the Pod
 * @param mounts directories and files that it sees
 * @param log its output, for those who ask for the Pod's logs
 * @param journal to say when it does what may end the whole process
 */
public record ContainerRun(
    PodIdentity pod,
    String container,
    String image,
    List<String> command,
    List<String> args,
    Map<String, String> env,
    List<Mount> mounts,
    ContainerLog log,
    CrashJournal journal) {
  public ContainerRun {
    Objects.requireNonNull(pod, "pod");
    Objects.requireNonNull(container, "container");
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(log, "log");
    Objects.requireNonNull(journal, "journal");
    command = List.copyOf(command);
    args = List.copyOf(args);
    env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    mounts = List.copyOf(mounts);
  }

  /**
   * Where a path of the container is on this machine: below the mount that is nearest to it. A path
   * that no mount holds is taken as it is, because there is no file system of the container.
   *
   * @throws IllegalArgumentException if it is not absolute
   */
  public Path onThisMachine(String containerPath) {
    Path path = Path.of(containerPath).normalize();
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException(containerPath + " (expected: an absolute path)");
    }
    Path nearest = Path.of("/");
    Path found = path;
    for (Mount mount : mounts) {
      Path target = Path.of(mount.containerPath()).normalize();
      if (path.startsWith(target) && target.getNameCount() >= nearest.getNameCount()) {
        nearest = target;
        found = mount.source().resolve(target.relativize(path)).normalize();
      }
    }
    return found;
  }
}
