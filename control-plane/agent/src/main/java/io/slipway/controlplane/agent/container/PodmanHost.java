// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import java.util.ArrayList;
import java.util.List;

/**
 * What podman says of the machine, and what it has to be told for that. Pure.
 *
 * @param ociRuntime what it starts containers with
 * @param cgroupManager {@code systemd} or {@code cgroupfs}
 * @param rootless whether it is not root's
 * @param hybrid whether control groups of both versions are mounted
 * @param hasRunc whether runc is installed
 */
record PodmanHost(
    String ociRuntime, String cgroupManager, boolean rootless, boolean hybrid, boolean hasRunc) {

  /** Options of every command. */
  List<String> options() {
    List<String> options = new ArrayList<>();
    if (ociRuntime.equals("crun") && hybrid && hasRunc) {
      options.add("--runtime=runc"); // crun refuses such machines
    }
    if (cgroupManager.equals("systemd") && !rootless) {
      options.add("--cgroup-manager=cgroupfs"); // groups of containers are made in their Pods'
    }
    return options;
  }
}
