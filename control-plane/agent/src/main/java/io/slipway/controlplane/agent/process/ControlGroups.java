// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control groups of containers, below one of ours: version 2, or version 1 where the memory
 * controller is still there. Limits need the right to write them; without it there are none, and
 * {@link #open} says so once.
 */
public final class ControlGroups {
  private static final Logger log = LoggerFactory.getLogger(ControlGroups.class);
  private static final long PERIOD_MICROS = 100_000;

  private final Path root;
  private final boolean second;
  private final String ours;

  private ControlGroups(Path root, boolean second, String ours) {
    this.root = root;
    this.second = second;
    this.ours = ours;
  }

  /**
   * @param root where control groups are mounted, usually {@code /sys/fs/cgroup}
   * @param name of our group
   * @return empty if this process may not make control groups
   */
  public static Optional<ControlGroups> open(Path root, String name) {
    boolean second = Files.exists(root.resolve("cgroup.controllers"));
    ControlGroups groups = new ControlGroups(root, second, name);
    try {
      if (second) {
        enable(root);
        Files.createDirectories(root.resolve(name));
        enable(root.resolve(name));
      } else if (Files.exists(root.resolve("memory/memory.limit_in_bytes"))) {
        Files.createDirectories(root.resolve("memory").resolve(name));
      } else {
        return Optional.empty();
      }
      return Optional.of(groups);
    } catch (IOException e) {
      log.info("limits of containers are not enforced: no control groups ({})", e.toString());
      return Optional.empty();
    }
  }

  private static void enable(Path group) throws IOException {
    Files.writeString(group.resolve("cgroup.subtree_control"), "+memory +cpu +pids");
  }

  /**
   * A new group for one run of a container.
   *
   * @param memoryBytes 0 for no limit
   * @param cpuThousandths 0 for no limit
   */
  public ControlGroup make(String name, long memoryBytes, long cpuThousandths) throws IOException {
    List<Path> paths = new ArrayList<>();
    if (second) {
      Path group = Files.createDirectories(root.resolve(ours).resolve(name));
      paths.add(group);
      if (memoryBytes > 0) {
        write(group, "memory.max", memoryBytes);
        writeIfThere(group, "memory.swap.max", 0);
        writeIfThere(group, "memory.oom.group", 1);
      }
      if (cpuThousandths > 0) {
        String quota = quota(cpuThousandths) + " " + PERIOD_MICROS;
        Files.writeString(group.resolve("cpu.max"), quota);
      }
      return new Group(paths, "memory.events");
    }
    Path memory = Files.createDirectories(root.resolve("memory").resolve(ours).resolve(name));
    paths.add(memory);
    if (memoryBytes > 0) {
      write(memory, "memory.limit_in_bytes", memoryBytes);
      writeIfThere(memory, "memory.memsw.limit_in_bytes", memoryBytes);
    }
    Path cpu = root.resolve("cpu");
    if (cpuThousandths > 0 && Files.exists(cpu.resolve("cpu.shares"))) {
      Path group = Files.createDirectories(cpu.resolve(ours).resolve(name));
      paths.add(group);
      write(group, "cpu.cfs_period_us", PERIOD_MICROS);
      write(group, "cpu.cfs_quota_us", quota(cpuThousandths));
    }
    return new Group(paths, "memory.oom_control");
  }

  /** Removes our own group, if nothing is in it any more. */
  public void close() {
    for (String kind : second ? new String[] {""} : new String[] {"memory", "cpu"}) {
      Path own = root.resolve(kind).resolve(ours);
      try {
        Files.deleteIfExists(own);
      } catch (IOException e) {
        log.debug("the control group {} stays: something is in it", own, e);
      }
    }
  }

  private static long quota(long cpuThousandths) {
    return Math.max(1000, cpuThousandths * PERIOD_MICROS / 1000);
  }

  private static void write(Path group, String file, long value) throws IOException {
    Files.writeString(group.resolve(file), String.valueOf(value));
  }

  private static void writeIfThere(Path group, String file, long value) throws IOException {
    if (Files.isWritable(group.resolve(file))) {
      write(group, file, value);
    }
  }

  private record Group(List<Path> paths, String events) implements ControlGroup {
    @Override
    public List<Path> processFiles() {
      List<Path> files = new ArrayList<>();
      for (Path path : paths) {
        files.add(path.resolve("cgroup.procs"));
      }
      return files;
    }

    @Override
    public long killedForMemory() {
      try {
        for (String line : Files.readAllLines(paths.getFirst().resolve(events))) {
          if (line.startsWith("oom_kill ")) {
            return Long.parseLong(line.substring("oom_kill ".length()).strip());
          }
        }
      } catch (IOException | NumberFormatException e) {
        log.debug("whether memory ran out is not known", e);
      }
      return 0;
    }

    @Override
    public void remove() {
      for (Path path : paths) {
        try {
          for (String pid : Files.readAllLines(path.resolve("cgroup.procs"))) {
            ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroyForcibly);
          }
          Files.deleteIfExists(path);
        } catch (IOException e) {
          // Processes that are just being killed still hold it; an empty group costs little.
          log.debug("the control group {} stays", path, e);
        }
      }
    }
  }
}
