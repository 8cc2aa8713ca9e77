// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import io.slipway.controlplane.agent.environment.Environment;
import io.slipway.controlplane.agent.environment.Sources;
import io.slipway.controlplane.agent.inprocess.Mount;
import io.slipway.controlplane.agent.logs.LogFile;
import io.slipway.controlplane.agent.process.ControlGroup;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What one run of a container is given.
 *
 * @param run the how many-th it is
 * @param directory of this run alone
 * @param podDirectory of the Pod
 * @param address of the Pod; empty if that is not known
 * @param environment its variables and its command, which may be empty
 * @param sources of the Pod's namespace
 * @param group of its Pod, for the address; removed at the end
 * @param lastLine of what it has printed
 */
public record ImageRun(
    int run,
    Path directory,
    Path podDirectory,
    String address,
    Environment environment,
    List<Mount> mounts,
    Sources sources,
    Optional<ControlGroup> group,
    LogFile output,
    Supplier<String> lastLine) {
  public ImageRun {
    mounts = List.copyOf(mounts);
  }
}
