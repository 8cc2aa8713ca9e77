// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.environment.Environment;
import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.Mount;
import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.controlplane.agent.logs.ContainerLogs;
import io.slipway.controlplane.agent.logs.LogFile;
import io.slipway.controlplane.agent.process.ContainerCreationException;
import io.slipway.controlplane.agent.process.ControlGroup;
import io.slipway.controlplane.agent.process.ControlGroups;
import io.slipway.controlplane.agent.process.Launch;
import io.slipway.controlplane.agent.process.ProcessContainer;
import io.slipway.controlplane.agent.process.ProcessContainers;
import io.slipway.controlplane.agent.process.StopSignal;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.storage.tree.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Containers of Pods that are processes of this machine. Thread-safe; may block. */
final class PodProcesses {
  private final AgentConfig config;
  private final ContainerLogs logs;
  private final InstantSource clock;
  private final Optional<ControlGroups> groups;

  /** Processes that run, by uid of the Pod and name; for commands beside them. */
  private final Map<String, ProcessContainer> running = new ConcurrentHashMap<>();

  PodProcesses(AgentConfig config, ContainerLogs logs, InstantSource clock) {
    this.config = config;
    this.logs = logs;
    this.clock = clock;
    this.groups =
        config
            .controlGroups()
            .flatMap(root -> ControlGroups.open(root, "slipway-" + config.node()));
  }

  /** Whether the address of a Pod is its own, whichever its processes name. */
  boolean haveAddresses() {
    return groups.isPresent() && groups.get().haveAddresses();
  }

  /**
   * @param address of the Pod
   * @param mounts what it sees of volumes
   */
  RunningContainer start(
      PodSpec pod,
      ContainerSpec container,
      int run,
      String address,
      Environment environment,
      List<Mount> mounts,
      ContainerListener listener)
      throws ContainerCreationException, IOException {
    PortCheck.free(container, address);
    Path directory = PodFiles.run(config, pod, container, run);
    FileTree.delete(directory);
    List<String> command = new ArrayList<>(environment.command());
    command.addAll(environment.args());
    Files.createDirectories(work(pod));
    List<Mount> needed = Namespaces.mounts(mounts);
    Optional<ControlGroup> group = group(container, PodFiles.nameOf(pod, container, run), address);
    boolean started = false;
    try {
      Launch launch =
          new Launch(
              directory,
              command,
              environment.variables(),
              workingDirectory(pod, container),
              needed,
              group,
              Optional.empty(),
              container.console(),
              StopSignal.named(container.stopSignal()));
      LogFile output = logs.writer(pod.pod(), container.name(), run, clock);
      ProcessContainer process = ProcessContainers.start(launch, output, listener);
      running.put(key(pod.pod().uid(), container.name()), process);
      started = true;
      return process;
    } finally {
      if (!started) {
        group.ifPresent(ControlGroup::remove);
      }
    }
  }

  private Optional<ControlGroup> group(ContainerSpec container, String name, String address)
      throws IOException {
    if (groups.isEmpty()) {
      return Optional.empty();
    }
    long memory = container.resources().memoryLimit();
    long cpu = container.resources().cpuLimit();
    Optional<String> own = own(address);
    return memory > 0 || cpu > 0 || own.isPresent()
        ? Optional.of(groups.get().make(name, memory, cpu, own))
        : Optional.empty();
  }

  private Optional<String> own(String address) {
    return address.startsWith("127.") && haveAddresses() ? Optional.of(address) : Optional.empty();
  }

  /** For a container whose group a container runtime makes. */
  Optional<ControlGroup> parentGroup(PodSpec pod, ContainerSpec container, int run, String address)
      throws IOException {
    if (groups.isEmpty()) {
      return Optional.empty();
    }
    long memory = container.resources().memoryLimit();
    String name = PodFiles.nameOf(pod, container, run);
    return Optional.of(groups.get().makeParent(name, memory, own(address)));
  }

  /** That of a run which began before this process. */
  Optional<ControlGroup> findParentGroup(PodSpec pod, ContainerSpec container, int run)
      throws IOException {
    if (groups.isEmpty()) {
      return Optional.empty();
    }
    long memory = container.resources().memoryLimit();
    return Optional.of(groups.get().parent(PodFiles.nameOf(pod, container, run), memory));
  }

  /** Of a run that nobody follows; nothing happens if there is none. */
  void removeGroup(String name) throws IOException {
    if (groups.isPresent()) {
      groups.get().parent(name, 0).remove();
    }
  }

  Optional<RunningContainer> find(
      PodSpec pod, ContainerSpec container, int run, ContainerListener listener)
      throws IOException {
    Launch launch =
        new Launch(
            PodFiles.run(config, pod, container, run),
            List.of("unknown"),
            Map.of(),
            workingDirectory(pod, container),
            List.of(),
            groups.flatMap(all -> all.find(PodFiles.nameOf(pod, container, run))),
            Optional.empty(),
            container.console(),
            StopSignal.named(container.stopSignal()));
    LogFile output = logs.writer(pod.pod(), container.name(), run, clock);
    Optional<ProcessContainer> found = ProcessContainers.find(launch, output, listener);
    found.ifPresent(process -> running.put(key(pod.pod().uid(), container.name()), process));
    return found.map(process -> process);
  }

  /** Also of a container that a container runtime runs, whose client is such a process. */
  boolean hasRun(PodSpec pod, ContainerSpec container, int run) {
    return ProcessContainers.hasRun(PodFiles.run(config, pod, container, run));
  }

  Optional<Integer> exitCode(PodSpec pod, ContainerSpec container, int run) throws IOException {
    return ProcessContainers.exitCode(PodFiles.run(config, pod, container, run));
  }

  /** What is worth to be said of a failure that the process itself may not have understood. */
  String hint(ContainerSpec container) {
    return haveAddresses() ? "" : PortCheck.takenFromAll(container);
  }

  Optional<ProcessContainer> process(String podUid, String container) {
    return Optional.ofNullable(running.get(key(podUid, container)));
  }

  void forget(PodSpec pod) {
    for (ContainerSpec container : pod.containers()) {
      running.remove(key(pod.pod().uid(), container.name()));
    }
  }

  /** After the last container that is not kept. */
  void close() {
    groups.ifPresent(ControlGroups::close);
  }

  private static String key(String podUid, String container) {
    return podUid + "/" + container;
  }

  private Path workingDirectory(PodSpec pod, ContainerSpec container) {
    String said = container.workingDirectory();
    return said.isEmpty() ? work(pod) : Path.of(said);
  }

  private Path work(PodSpec pod) {
    return PodFiles.of(config, pod).resolve("work");
  }
}
