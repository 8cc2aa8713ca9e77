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

  /** Of the Pod, container and run that a {@link #run} is of, for what is outside of it. */
  static String nameOf(Path run) {
    int names = run.getNameCount();
    return name(
        run.getName(names - 4).toString(),
        run.getName(names - 2).toString(),
        run.getName(names - 1).toString());
  }

  static String nameOf(PodSpec pod, ContainerSpec container, int run) {
    return name(pod.pod().uid(), container.name(), String.valueOf(run));
  }

  private static String name(String podUid, String container, String run) {
    return podUid + "-" + container + "-" + run;
  }

  /** What is known of a run of a container. */
  static Path run(AgentConfig config, PodSpec pod, ContainerSpec container, int run) {
    return runs(config, pod).resolve(container.name()).resolve(String.valueOf(run));
  }
}
