// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.PodSpec;
import java.nio.file.Path;

/** Directories of Pods. */
final class PodFiles {
  private PodFiles() {}

  /** All that there is of a Pod but its logs. */
  static Path of(AgentConfig config, PodSpec pod) {
    return config.directory().resolve("pods").resolve(pod.pod().uid());
  }

  /** Where each container has a directory for each of its runs. */
  static Path runs(AgentConfig config, PodSpec pod) {
    return of(config, pod).resolve("containers");
  }

  /** What is known of a run of a container. */
  static Path run(AgentConfig config, PodSpec pod, ContainerSpec container, int run) {
    return runs(config, pod).resolve(container.name()).resolve(String.valueOf(run));
  }
}
