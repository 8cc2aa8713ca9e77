// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.crash.JournalFile;
import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.environment.Environment;
import io.slipway.controlplane.agent.environment.PodFields;
import io.slipway.controlplane.agent.environment.Sources;
import io.slipway.controlplane.agent.event.PodEvent;
import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.ContainerLog;
import io.slipway.controlplane.agent.inprocess.ContainerRun;
import io.slipway.controlplane.agent.inprocess.InProcessImage;
import io.slipway.controlplane.agent.inprocess.Mount;
import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.controlplane.agent.logs.ContainerLogs;
import io.slipway.controlplane.agent.logs.LogFile;
import io.slipway.controlplane.agent.network.PodSockets;
import io.slipway.controlplane.agent.pod.ContainerRuntime;
import io.slipway.controlplane.agent.pod.ImageException;
import io.slipway.controlplane.agent.process.AttachableContainer;
import io.slipway.controlplane.agent.process.ContainerCreationException;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.volume.ServiceAccountTokens;
import io.slipway.controlplane.agent.volume.VolumePolicy;
import io.slipway.controlplane.agent.volume.Volumes;
import io.slipway.controlplane.client.KubeException;
import io.slipway.storage.tree.FileTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs containers on this machine: inside this process, as processes, or by a container runtime.
 */
final class MachineRuntime implements ContainerRuntime {
  /** Says whether a Pod's containers run inside this process or apart, where that is open. */
  static final String ISOLATION = "slipway.io/isolation";

  private static final Logger log = LoggerFactory.getLogger(MachineRuntime.class);

  private final AgentConfig config;
  private final Function<String, Sources> sourcesOf;
  private final ServiceAccountTokens tokens;
  private final SourceChanges changes;
  private final JournalFile journal;
  private final ContainerLogs logs;
  private final PodProcesses processes;
  private final PodContainers contained;
  private final LeftRuns left;
  private final Capacity capacity;
  private final Consumer<PodEvent> events;
  private final InstantSource clock;

  /** By uid, of Pods that run or are about to. */
  private final Map<String, PodVolumes> volumes = new ConcurrentHashMap<>();

  /**
   * @param sourcesOf ConfigMaps and Secrets of a namespace
   * @param events hears what becomes of images and volumes
   */
  MachineRuntime(
      AgentConfig config,
      Function<String, Sources> sourcesOf,
      ServiceAccountTokens tokens,
      SourceChanges changes,
      JournalFile journal,
      Capacity capacity,
      Consumer<PodEvent> events,
      InstantSource clock) {
    this.config = config;
    this.sourcesOf = sourcesOf;
    this.tokens = tokens;
    this.changes = changes;
    this.journal = journal;
    this.capacity = capacity;
    this.events = events;
    this.clock = clock;
    this.logs = new ContainerLogs(config.directory().resolve("logs"));
    this.processes = new PodProcesses(config, logs, clock);
    this.contained = new PodContainers(config, processes, logs, sourcesOf, events, clock);
    this.left = new LeftRuns(processes, contained);
  }

  @Override
  public boolean isInProcess(PodSpec pod, ContainerSpec container) {
    Optional<InProcessImage> image = config.images().image(container.image());
    return image.isPresent() && !(isAlone(pod) && image.get().runsAlone());
  }

  private static boolean isAlone(PodSpec pod) {
    return "process".equals(pod.pod().annotations().get(ISOLATION));
  }

  private static boolean isApart(PodSpec pod) {
    return "container".equals(pod.pod().annotations().get(ISOLATION));
  }

  @Override
  public boolean isContained(PodSpec pod, ContainerSpec container) {
    return config.images().image(container.image()).isEmpty()
        && (container.command().isEmpty() || isApart(pod));
  }

  @Override
  public void abandon(PodSpec pod, ContainerSpec container) {
    if (isContained(pod, container)) {
      contained.abandon(pod, container);
    }
  }

  @Override
  public String address(PodSpec pod) {
    boolean inProcess = true;
    for (ContainerSpec container : pod.containers()) {
      inProcess &= isInProcess(pod, container);
    }
    return inProcess || pod.hostNetwork()
        ? config.address()
        : PodAddress.of(pod.pod().uid(), config.address());
  }

  /** How processes of Pods reach a port that listens on this machine's {@code address}. */
  String seenByPods(String address) {
    return address.equals("127.0.0.1") && processes.haveAddresses() ? PodSockets.MACHINE : address;
  }

  @Override
  public RunningContainer start(
      PodSpec pod, ContainerSpec container, int run, String address, ContainerListener listener)
      throws ConfigurationException, ContainerCreationException, ImageException, IOException {
    PodVolumes own = volumes(pod, address);
    try {
      Map<String, Path> made = own.make(); // first, as a kubelet
      Environment environment = environment(pod, container, own);
      List<Mount> mounts = own.mounts(made, container, run, environment);
      RunningContainer started = start(pod, container, run, address, environment, mounts, listener);
      own.begin();
      keepLast(pod, container, run);
      return started;
    } catch (KubeException e) {
      throw new ConfigurationException("the API did not tell what it needs: " + e.getMessage());
    }
  }

  /** A container that crashes for days would fill the disk with what nobody asks for. */
  private void keepLast(PodSpec pod, ContainerSpec container, int run) {
    try {
      logs.keepLast(pod.pod(), container.name(), run);
      left.keepLast(PodFiles.runs(config, pod).resolve(container.name()), run);
    } catch (IOException e) {
      log.warn("what is left of old runs of {} in {} stays", container.name(), pod.pod(), e);
    }
  }

  private Environment environment(PodSpec pod, ContainerSpec container, PodVolumes own)
      throws ConfigurationException {
    return Environment.of(
        container,
        isContained(pod, container) ? Map.of() : given(pod), // its image says the rest
        own.fields(),
        sourcesOf.apply(pod.pod().namespace()));
  }

  private PodVolumes volumes(PodSpec pod, String address) {
    return volumes.computeIfAbsent(
        pod.pod().uid(),
        _ -> {
          Path directory = PodFiles.of(config, pod);
          VolumePolicy policy =
              new VolumePolicy(config.directory().resolve("volumes"), config.hostPaths());
          return new PodVolumes(
              directory,
              new Volumes(directory.resolve("volumes"), policy, tokens, clock),
              new PodFields(
                  pod,
                  address,
                  config.address(),
                  capacity.cpuThousandths(),
                  capacity.memoryBytes()),
              sourcesOf.apply(pod.pod().namespace()),
              changes,
              events,
              clock);
        });
  }

  private RunningContainer start(
      PodSpec pod,
      ContainerSpec container,
      int run,
      String address,
      Environment environment,
      List<Mount> mounts,
      ContainerListener listener)
      throws ConfigurationException, ContainerCreationException, ImageException, IOException {
    if (isContained(pod, container)) {
      List<Mount> all = withLinked(pod, address, mounts);
      return contained.start(pod, container, run, address, environment, all, listener);
    }
    Optional<InProcessImage> image = config.images().image(container.image());
    if (image.isEmpty()) {
      return processes.start(pod, container, run, address, environment, mounts, listener);
    }
    checkIsolation(pod, container);
    if (isInProcess(pod, container)) {
      return inProcess(image.get(), pod, container, run, environment, mounts, listener);
    }
    ContainerRun alone = containerRun(pod, container, environment, mounts, ContainerLog.NONE);
    List<String> command = image.get().command(alone, address);
    Environment ofCommand = new Environment(environment.variables(), command, List.of());
    return processes.start(pod, container, run, address, ofCommand, List.of(), listener);
  }

  /** The mounts, and where they lead out of their volumes to what was fetched for the Pod. */
  private List<Mount> withLinked(PodSpec pod, String address, List<Mount> mounts)
      throws ConfigurationException, IOException {
    Map<String, Mount> all = new LinkedHashMap<>();
    mounts.forEach(mount -> all.put(mount.containerPath(), mount));
    PodVolumes own = volumes(pod, address);
    for (ContainerSpec before : pod.containers()) {
      if (before.role() == ContainerSpec.Role.INIT && isInProcess(pod, before)) {
        Environment environment = environment(pod, before, own);
        ContainerRun run = containerRun(pod, before, environment, List.of(), ContainerLog.NONE);
        for (Path path : config.images().image(before.image()).orElseThrow().linked(run)) {
          all.putIfAbsent(path.toString(), new Mount(path.toString(), path, true));
        }
      }
    }
    return List.copyOf(all.values());
  }

  private void checkIsolation(PodSpec pod, ContainerSpec container) throws ImageException {
    String isolation = pod.pod().annotations().getOrDefault(ISOLATION, "in-process");
    boolean possible = isolation.equals("in-process") || hasContained(pod);
    for (ContainerSpec each : pod.containers()) {
      // what brings its model to a process need be none itself
      possible |= isAlone(pod) && !isInProcess(pod, each);
    }
    if (!possible) {
      throw new ImageException(
          ImageException.NEVER,
          "annotation %s: %s is not supported for image %s (expected: in-process, or none)"
              .formatted(ISOLATION, isolation, container.image()));
    }
  }

  private boolean hasContained(PodSpec pod) {
    for (ContainerSpec each : pod.containers()) {
      if (isApart(pod) && isContained(pod, each)) {
        return true;
      }
    }
    return false;
  }

  private RunningContainer inProcess(
      InProcessImage image,
      PodSpec pod,
      ContainerSpec container,
      int run,
      Environment environment,
      List<Mount> mounts,
      ContainerListener listener) {
    LogFile output = logs.writer(pod.pod(), container.name(), run, clock);
    ContainerRun inProcess = containerRun(pod, container, environment, mounts, output);
    return image.start(inProcess, new ClosesLog(listener, output));
  }

  private ContainerRun containerRun(
      PodSpec pod,
      ContainerSpec container,
      Environment environment,
      List<Mount> mounts,
      ContainerLog output) {
    return new ContainerRun(
        pod.pod(),
        container.name(),
        container.image(),
        environment.command(),
        environment.args(),
        environment.variables(),
        mounts,
        output,
        journal.of(pod.pod().uid(), container.name()));
  }

  /** The log of a container inside this process ends with it. */
  private record ClosesLog(ContainerListener listener, LogFile output)
      implements ContainerListener {
    @Override
    public void ready(boolean ready) {
      listener.ready(ready);
    }

    @Override
    public void exited(int exitCode, String reason, String message) {
      try {
        output.close();
      } catch (IOException e) {
        log.warn("the log of a container cannot be closed", e);
      }
      listener.exited(exitCode, reason, message);
    }
  }

  /** What every container finds in its environment. */
  private Map<String, String> given(PodSpec pod) {
    Map<String, String> given = new LinkedHashMap<>();
    given.put("PATH", config.environment().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
    given.put("HOME", config.environment().getOrDefault("HOME", "/"));
    given.put("HOSTNAME", pod.names().ofHost());
    return given;
  }

  @Override
  public Optional<RunningContainer> find(
      PodSpec pod, ContainerSpec container, int run, ContainerListener listener)
      throws IOException {
    if (isInProcess(pod, container)) {
      return Optional.empty();
    }
    Optional<RunningContainer> found =
        contained.isOne(pod, container, run)
            ? contained.find(pod, container, run, listener)
            : processes.find(pod, container, run, listener);
    if (found.isPresent()) {
      volumes(pod, address(pod)).begin();
    }
    return found;
  }

  @Override
  public boolean hasRun(PodSpec pod, ContainerSpec container, int run) {
    return !isInProcess(pod, container) && processes.hasRun(pod, container, run);
  }

  @Override
  public Optional<Integer> exitCode(PodSpec pod, ContainerSpec container, int run)
      throws IOException {
    return processes.exitCode(pod, container, run);
  }

  @Override
  public String terminationMessage(PodSpec pod, ContainerSpec container, int run, int exitCode) {
    String said = isContained(pod, container) ? contained.message(pod, container, run) : "";
    if (exitCode == 0 || !said.isEmpty()) {
      return said;
    }
    return container.terminationMessageFromLog()
        ? logs.end(pod.pod(), container.name(), run)
        : isInProcess(pod, container) ? "" : processes.hint(container);
  }

  @Override
  public void changed(PodSpec pod, String address) {
    volumes(pod, address).changed(pod);
  }

  @Override
  public void finished(PodSpec pod) {
    PodVolumes own = volumes.remove(pod.pod().uid());
    if (own != null) {
      own.close();
    }
  }

  @Override
  public void remove(PodSpec pod) {
    finished(pod);
    processes.forget(pod);
    try {
      left.endAll(PodFiles.of(config, pod)); // nobody finds them without the directory
      contained.remove(pod);
      logs.remove(pod.pod());
      FileTree.delete(PodFiles.of(config, pod));
    } catch (IOException e) {
      log.warn("not all files of Pod {} can be removed", pod.pod(), e);
    }
  }

  /** After the last container that is not kept. */
  void close() {
    volumes.values().forEach(PodVolumes::close);
    changes.close();
    processes.close();
  }

  ContainerLogs logs() {
    return logs;
  }

  Optional<AttachableContainer> process(String podUid, String container) {
    Optional<AttachableContainer> found = contained.running(podUid, container);
    return found.isPresent() ? found : processes.process(podUid, container).map(each -> each);
  }

  /** Runs that nobody follows. */
  LeftRuns left() {
    return left;
  }
}
