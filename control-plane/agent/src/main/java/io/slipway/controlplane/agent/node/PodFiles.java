// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.spec.PodSpec;
import java.nio.file.Path;

/** Directories of Pods. */
final class PodFiles {
  private PodFiles() {}

  /** All that there is of a Pod but its logs. */
  static Path of(AgentConfig config, PodSpec pod) {
    return config.directory().resolve("pods").resolve(pod.pod().uid());
  }
}
