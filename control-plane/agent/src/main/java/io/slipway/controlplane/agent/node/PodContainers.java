// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.container.ImageContainers;
import io.slipway.controlplane.agent.container.ImageRun;
import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.environment.Environment;
import io.slipway.controlplane.agent.environment.Sources;
import io.slipway.controlplane.agent.event.PodEvent;
import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.Mount;
import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.controlplane.agent.logs.ContainerLogs;
import io.slipway.controlplane.agent.pod.ImageException;
import io.slipway.controlplane.agent.process.AttachableContainer;
import io.slipway.controlplane.agent.process.ContainerCreationException;
import io.slipway.controlplane.agent.process.ControlGroup;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.storage.tree.FileTree;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers of Pods that a container runtime runs. What they take is made when there is the first
 * of them. Thread-safe; may block.
 */
final class PodContainers {
  private static final Logger log = LoggerFactory.getLogger(PodContainers.class);

  private final AgentConfig config;
  private final PodProcesses processes;
  private final ContainerLogs logs;
  private final Function<String, Sources> sourcesOf;
  private final Consumer<PodEvent> events;
  private final InstantSource clock;
  private @Nullable ImageContainers containers;

  /** Those that run, by uid of the Pod and name. */
  private final Map<String, AttachableContainer> running = new ConcurrentHashMap<>();

  /**
   * @param processes whose control groups are those of all Pods
   * @param sourcesOf Secrets of a namespace
   */
  PodContainers(
      AgentConfig config,
      PodProcesses processes,
      ContainerLogs logs,
      Function<String, Sources> sourcesOf,
      Consumer<PodEvent> events,
      InstantSource clock) {
    this.config = config;
    this.processes = processes;
    this.logs = logs;
    this.sourcesOf = sourcesOf;
    this.events = events;
    this.clock = clock;
  }

  private synchronized ImageContainers containers() {
    if (containers == null) {
      containers =
          new ImageContainers(
              config.runtime(), config.environment(), config.controlGroups(), events, clock);
    }
    return containers;
  }

  RunningContainer start(
      PodSpec pod,
      ContainerSpec container,
      int run,
      String address,
      Environment environment,
      List<Mount> mounts,
      ContainerListener listener)
      throws ConfigurationException, ContainerCreationException, ImageException, IOException {
    PortCheck.free(container, address);
    Path directory = PodFiles.run(config, pod, container, run);
    remove(directory);
    FileTree.delete(directory);
    Files.createDirectories(directory);
    Optional<ControlGroup> group = processes.parentGroup(pod, container, run, address);
    boolean started = false;
    try {
      AttachableContainer made =
          containers()
              .start(
                  pod,
                  container,
                  imageRun(pod, container, run, address, environment, mounts, group),
                  listener);
      running.put(key(pod.pod().uid(), container.name()), made);
      started = true;
      return made;
    } finally {
      if (!started) {
        group.ifPresent(ControlGroup::remove);
      }
    }
  }

  private ImageRun imageRun(
      PodSpec pod,
      ContainerSpec container,
      int run,
      String address,
      Environment environment,
      List<Mount> mounts,
      Optional<ControlGroup> group) {
    return new ImageRun(
        run,
        PodFiles.run(config, pod, container, run),
        PodFiles.of(config, pod),
        address,
        environment,
        mounts,
        sourcesOf.apply(pod.pod().namespace()),
        group,
        logs.writer(pod.pod(), container.name(), run, clock),
        () -> lastLine(logs.end(pod.pod(), container.name(), run)));
  }

  private static String lastLine(String text) {
    return text.substring(text.lastIndexOf('\n') + 1);
  }

  /** Whether a run that began before this process is that of such a container. */
  boolean isOne(PodSpec pod, ContainerSpec container, int run) {
    return ImageContainers.isOne(PodFiles.run(config, pod, container, run));
  }

  Optional<RunningContainer> find(
      PodSpec pod, ContainerSpec container, int run, ContainerListener listener)
      throws IOException {
    Environment unknown = new Environment(Map.of(), List.of(), List.of());
    Optional<ControlGroup> group = processes.findParentGroup(pod, container, run);
    Optional<AttachableContainer> found =
        containers()
            .find(
                container, imageRun(pod, container, run, "", unknown, List.of(), group), listener);
    if (found.isPresent()) {
      running.put(key(pod.pod().uid(), container.name()), found.get());
      return Optional.of(found.get());
    }
    remove(PodFiles.run(config, pod, container, run));
    group.ifPresent(ControlGroup::remove);
    return Optional.empty();
  }

  String message(PodSpec pod, ContainerSpec container, int run) {
    try {
      return ImageContainers.message(PodFiles.run(config, pod, container, run));
    } catch (IOException e) {
      log.debug("the message of container {} cannot be read", container.name(), e);
      return "";
    }
  }

  Optional<AttachableContainer> running(String podUid, String container) {
    return Optional.ofNullable(running.get(key(podUid, container)));
  }

  void abandon(PodSpec pod, ContainerSpec container) {
    containers().abandon(pod, container);
  }

  /** A Pod is gone, and its containers have ended: what is left of them goes. */
  void remove(PodSpec pod) throws IOException {
    synchronized (this) {
      if (containers != null) {
        containers.forget(pod);
      }
    }
    for (ContainerSpec container : pod.containers()) {
      running.remove(key(pod.pod().uid(), container.name()));
      Path runs = PodFiles.runs(config, pod).resolve(container.name());
      if (Files.isDirectory(runs)) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(runs)) {
          for (Path run : all) {
            remove(run);
          }
        }
      }
    }
  }

  /** What is left of a run that nobody follows. */
  void remove(Path run) throws IOException {
    if (ImageContainers.isOne(run)) {
      ImageContainers.remove(run, config.environment());
    }
  }

  private static String key(String podUid, String container) {
    return podUid + "/" + container;
  }
}
