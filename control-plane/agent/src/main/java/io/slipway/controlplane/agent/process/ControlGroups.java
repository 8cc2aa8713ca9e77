// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

import io.slipway.controlplane.agent.network.PodSockets;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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

  /** Where version 2 is mounted, which may be beside version 1. */
  private final Optional<Path> unified;

  /** Empty also before it was tried out. */
  private Optional<PodSockets> sockets = Optional.empty();

  private boolean tried;

  private ControlGroups(Path root, boolean second, String ours) {
    this.root = root;
    this.second = second;
    this.ours = ours;
    Path beside = root.resolve("unified");
    this.unified =
        second
            ? Optional.of(root)
            : Optional.of(beside).filter(path -> Files.exists(path.resolve("cgroup.procs")));
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
   * Whether a group can have an address of its own in the network of this machine. Tries it out the
   * first time.
   */
  public synchronized boolean haveAddresses() {
    return sockets().isPresent();
  }

  private synchronized Optional<PodSockets> sockets() {
    if (!tried) {
      tried = true;
      sockets = unified.flatMap(path -> PodSockets.open(path.resolve(ours)));
    }
    return sockets;
  }

  /**
   * A new group for one run of a container.
   *
   * @param memoryBytes 0 for no limit
   * @param cpuThousandths 0 for no limit
   * @param address of the Pod, if {@link #haveAddresses}
   */
  public ControlGroup make(
      String name, long memoryBytes, long cpuThousandths, Optional<String> address)
      throws IOException {
    List<Path> paths = new ArrayList<>();
    Optional<Path> events = limit(name, memoryBytes, cpuThousandths, paths);
    Optional<PodSockets> own = address.isPresent() ? sockets() : Optional.empty();
    if (own.isPresent() && unified.isPresent()) {
      Path group = Files.createDirectories(unified.get().resolve(ours).resolve(name));
      if (!paths.contains(group)) {
        paths.add(group);
      }
      own.get().give(group, address.orElseThrow());
    }
    return new Group(paths, events);
  }

  /** The group of a container that runs, as {@link #make} has made it; empty if there is none. */
  public Optional<ControlGroup> find(String name) {
    List<Path> paths = new ArrayList<>();
    for (String kind : kinds()) {
      Path group = root.resolve(kind).resolve(ours).resolve(name);
      if (Files.exists(group)) {
        paths.add(group);
      }
    }
    if (paths.isEmpty()) {
      return Optional.empty();
    }
    Path events = paths.getFirst().resolve(second ? "memory.events" : "memory.oom_control");
    return Optional.of(new Group(paths, Optional.of(events).filter(Files::exists)));
  }

  /**
   * A group in which a container runtime makes that of a container.
   *
   * @param memoryBytes the limit that the runtime sees to; 0 for none
   * @param address of the Pod, if {@link #haveAddresses}
   */
  public ControlGroup makeParent(String name, long memoryBytes, Optional<String> address)
      throws IOException {
    Optional<PodSockets> own = address.isPresent() ? sockets() : Optional.empty();
    if (own.isPresent() && unified.isPresent()) {
      Path group = Files.createDirectories(unified.get().resolve(ours).resolve(name));
      own.get().give(group, address.orElseThrow());
    }
    return parent(name, memoryBytes);
  }

  /** As {@link #makeParent} has made it. */
  public ControlGroup parent(String name, long memoryBytes) throws IOException {
    List<Path> paths = new ArrayList<>();
    for (Path hierarchy : hierarchies()) {
      paths.add(hierarchy.resolve(ours).resolve(name));
    }
    Path memory = (second ? root : root.resolve("memory")).resolve(ours).resolve(name);
    return new ParentGroup(List.copyOf(paths), "/" + ours + "/" + name, memory, memoryBytes);
  }

  /** All that are mounted; others than ours may put groups of ours into them. */
  private List<Path> hierarchies() throws IOException {
    if (second) {
      return List.of(root);
    }
    List<Path> hierarchies = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(root)) {
      for (Path each : all) {
        if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
          hierarchies.add(each);
        }
      }
    }
    return hierarchies;
  }

  /** The hierarchies that groups of ours may be in; that of memory comes first. */
  private List<String> kinds() {
    return second ? List.of("") : List.of("memory", "cpu", "unified");
  }

  /** Where it tells whether its memory ran out. */
  private Optional<Path> limit(String name, long memoryBytes, long cpuThousandths, List<Path> paths)
      throws IOException {
    if (memoryBytes == 0 && cpuThousandths == 0) {
      return Optional.empty();
    }
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
      return Optional.of(group.resolve("memory.events"));
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
    return Optional.of(memory.resolve("memory.oom_control"));
  }

  /** Removes our own group, if nothing is in it any more. */
  public void close() {
    try {
      for (Path hierarchy : hierarchies()) {
        remove(hierarchy.resolve(ours));
      }
    } catch (IOException e) {
      log.debug("the control groups in {} stay", root, e);
    }
  }

  private static void remove(Path own) {
    try {
      Files.deleteIfExists(own);
    } catch (IOException e) {
      log.debug("the control group {} stays: something is in it", own, e);
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

  private record Group(List<Path> paths, Optional<Path> events) implements ControlGroup {
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
      if (events.isEmpty()) {
        return 0;
      }
      try {
        for (String line : Files.readAllLines(events.get())) {
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
