// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.container.RuntimeChoice;
import io.slipway.controlplane.agent.inprocess.InProcessImages;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What an agent is told at its start.
 *
 * @param node the name of this machine in the cluster
 * @param directory where Pods, their volumes and logs are kept; made if it is not there
 * @param address of this machine, under which its Pods are reached
 * @param images that run inside this process
 * @param hostPaths what of this machine Pods may see, with all below
 * @param controlGroups where control groups are mounted; empty to have no limits
 * @param runtime what runs containers of images that are none of {@code images}
 * @param environment of this process, for {@code PATH} and {@code HOME}, and for programs of the
 *     runtime
 */
public record AgentConfig(
    String node,
    Path directory,
    String address,
    InProcessImages images,
    List<Path> hostPaths,
    Optional<Path> controlGroups,
    RuntimeChoice runtime,
    Map<String, String> environment) {
  public AgentConfig {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(images, "images");
    Objects.requireNonNull(runtime, "runtime");
    hostPaths = List.copyOf(hostPaths);
    environment = Map.copyOf(environment);
  }

  /** On loopback, with control groups where Linux has them, no host paths and no runtime. */
  public static AgentConfig of(
      String node, Path directory, InProcessImages images, Map<String, String> environment) {
    return new AgentConfig(
        node,
        directory,
        "127.0.0.1",
        images,
        List.of(),
        Optional.of(Path.of("/sys/fs/cgroup")),
        RuntimeChoice.NONE,
        environment);
  }

  /** The same with another runtime. */
  public AgentConfig with(RuntimeChoice other) {
    return new AgentConfig(
        node, directory, address, images, hostPaths, controlGroups, other, environment);
  }
}
