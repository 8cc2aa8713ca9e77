// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import io.slipway.controlplane.agent.inprocess.Mount;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container to make.
 *
 * @param name its own, of this run alone
 * @param labels by which people find it
 * @param image the id of its image
 * @param spec its console, rights, limits and working directory
 * @param command in place of the image's entry point, if there is one
 * @param args in place of the image's command, if there are any
 * @param environment its variables
 * @param hostname empty for that of the machine
 * @param names how it finds others
 * @param user empty for the image's
 * @param parent the control group in which its own is made
 */
record ContainerRequest(
    String name,
    Map<String, String> labels,
    String image,
    ContainerSpec spec,
    List<String> command,
    List<String> args,
    Map<String, String> environment,
    List<Mount> mounts,
    Optional<String> hostname,
    ContainerNames names,
    Optional<String> user,
    Optional<String> parent) {
  ContainerRequest {
    labels = Map.copyOf(labels);
    command = List.copyOf(command);
    args = List.copyOf(args);
    mounts = List.copyOf(mounts);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }
}
