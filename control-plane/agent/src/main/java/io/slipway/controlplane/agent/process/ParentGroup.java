// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control group in which a container runtime makes that of a container. It is in every hierarchy:
 * the runtime makes it where it is not yet.
 *
 * @param paths where it is or will be
 * @param path below the root of all groups
 * @param memory where its memory is counted; may not be there
 * @param memoryBytes the limit that the runtime sees to; 0 for none
 */
record ParentGroup(List<Path> paths, String path, Path memory, long memoryBytes)
    implements ControlGroup {
  private static final Logger log = LoggerFactory.getLogger(ParentGroup.class);

  @Override
  public Optional<String> parent() {
    return Optional.of(path);
  }

  /** None of ours joins it: in version 2 a group has processes or groups. */
  @Override
  public List<Path> processFiles() {
    return List.of();
  }

  /**
   * Version 1 counts it in the container's own group, which is gone with it: there it is known that
   * the limit was reached.
   */
  @Override
  public long killedForMemory() {
    Path events = memory.resolve("memory.events");
    Path most = memory.resolve("memory.max_usage_in_bytes");
    try {
      if (Files.exists(events)) {
        return number(events, "oom_kill ");
      }
      return memoryBytes > 0 && Files.exists(most) && number(most, "") >= memoryBytes ? 1 : 0;
    } catch (IOException | NumberFormatException e) {
      log.debug("whether memory ran out is not known", e);
      return 0;
    }
  }

  private static long number(Path file, String name) throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.substring(name.length()).strip());
      }
    }
    return 0;
  }

  @Override
  public void remove() {
    for (Path group : paths) {
      try {
        remove(group);
      } catch (NoSuchFileException _) {
        // the runtime has not made it, or has removed it
      } catch (IOException e) {
        // Processes that are just being killed still hold it; an empty group costs little.
        log.debug("the control group {} stays", group, e);
      }
    }
  }

  /** With those in it. */
  private static void remove(Path group) throws IOException {
    try (DirectoryStream<Path> inner = Files.newDirectoryStream(group, Files::isDirectory)) {
      for (Path each : inner) {
        remove(each);
      }
    }
    for (String pid : Files.readAllLines(group.resolve("cgroup.procs"))) {
      ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroyForcibly);
    }
    Files.deleteIfExists(group);
  }
}
