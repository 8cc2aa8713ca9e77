// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.process.ProcessContainers;
import io.slipway.storage.tree.FileTree;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs of containers that nobody follows: their processes may have outlived the agent that did.
 * Thread-safe; blocks.
 */
final class LeftRuns {
  private final PodProcesses processes;
  private final PodContainers contained;

  LeftRuns(PodProcesses processes, PodContainers contained) {
    this.processes = processes;
    this.contained = contained;
  }

  /**
   * Ends whatever still runs of a Pod; nothing happens if there is nothing.
   *
   * @param pod its directory, which alone says what there is
   */
  void endAll(Path pod) throws IOException {
    Path containers = pod.resolve("containers");
    if (!Files.isDirectory(containers)) {
      return;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(containers)) {
      for (Path container : all) {
        try (DirectoryStream<Path> runs = Files.newDirectoryStream(container)) {
          for (Path run : runs) {
            end(run);
          }
        }
      }
    }
  }

  /**
   * Removes what is left of all runs of a container but the present one and the one before.
   *
   * @param container its directory, which has one for each run
   */
  void keepLast(Path container, int run) throws IOException {
    if (!Files.isDirectory(container)) {
      return;
    }
    try (DirectoryStream<Path> runs = Files.newDirectoryStream(container)) {
      for (Path each : runs) {
        String name = String.valueOf(each.getFileName());
        if (name.matches("[0-9]{1,9}") && Integer.parseInt(name) < run - 1) {
          end(each);
          FileTree.delete(each);
        }
      }
    }
  }

  /** Ends what is left of one. */
  void end(Path run) throws IOException {
    ProcessContainers.killAll(run);
    contained.remove(run);
    processes.removeGroup(PodFiles.nameOf(run));
  }
}
