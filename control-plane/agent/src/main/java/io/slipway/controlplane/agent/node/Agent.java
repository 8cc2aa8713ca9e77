// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.crash.JournalFile;
import io.slipway.controlplane.agent.event.EventWriter;
import io.slipway.controlplane.agent.logs.ContainerLogs;
import io.slipway.controlplane.agent.pod.PodWorker;
import io.slipway.controlplane.agent.pod.PodWorld;
import io.slipway.controlplane.agent.process.AttachableContainer;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.client.Following;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.MalformedObjectException;
import io.slipway.controlplane.client.Resource;
import io.slipway.storage.tree.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs Pods on this machine, as a kubelet does on a cluster's node: keeps a Node and its Lease,
 * binds Pods that fit, runs those that are bound here, and writes their status. One for a machine
 * and a directory. Thread-safe.
 */
public final class Agent {
  private static final Logger log = LoggerFactory.getLogger(Agent.class);

  private final AgentConfig config;
  private final JournalFile journal;
  private final MachineRuntime runtime;
  private final RunsInProgress runs;
  private final NodeHeartbeat heartbeat;
  private final Binding binding;
  private final EventWriter events;
  private final Following following;
  private final Following claims;
  private final PodWorld world;
  private final ApiSink sink;
  private final EndedPods ended;
  private final LeftPods left;
  private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
  private boolean swept;

  private Agent(AgentConfig config, KubeApi api, JournalFile journal, InstantSource clock) {
    this.config = config;
    this.journal = journal;
    Capacity capacity = Capacity.ofThisMachine();
    this.events = new EventWriter(api, config.node(), clock);
    this.runtime =
        new MachineRuntime(
            config,
            namespace -> new ApiSources(api, namespace),
            ApiSources.tokens(api, clock),
            new FollowedSources(api),
            journal,
            capacity,
            events,
            clock);
    this.runs = new RunsInProgress(runtime);
    this.sink = new ApiSink(api);
    this.ended = new EndedPods(sink, this::end, this::remove, Duration.ofSeconds(1));
    this.left = new LeftPods(this::removeLeft, Duration.ofSeconds(10));
    this.heartbeat = new NodeHeartbeat(api, config, capacity, clock);
    this.following = new Following(api, Resource.PODS, "", "", new Pods());
    this.claims = new Following(api, Resource.VOLUME_CLAIMS, "", "", new Claims(api));
    this.binding = new Binding(api, config.node(), capacity, following::objects, events, clock);
    Map<String, String> crashed = new HashMap<>();
    for (JournalFile.Suspect suspect : journal.suspects()) {
      log.warn("the process died before while {}: it is held back", suspect.what());
      crashed.put(suspect.container(), suspect.what());
    }
    this.world =
        new PodWorld(
            runs,
            sink,
            config.directory().resolve("pods"),
            config.address(),
            clock,
            Map.copyOf(crashed),
            events,
            workers::remove);
  }

  /**
   * Takes over what an earlier process has left, and goes on; does not wait for anything.
   *
   * @throws IOException if its directory cannot be used
   */
  public static Agent start(AgentConfig config, KubeApi api) throws IOException {
    Path pods = config.directory().resolve("pods");
    Files.createDirectories(pods);
    // Volumes hold Secrets.
    Files.setPosixFilePermissions(pods, PosixFilePermissions.fromString("rwx------"));
    JournalFile journal = JournalFile.open(config.directory().resolve("crash-journal"));
    Agent agent = new Agent(config, api, journal, InstantSource.system());
    agent.heartbeat.start();
    agent.events.start();
    agent.binding.start();
    agent.following.start();
    agent.claims.start();
    return agent;
  }

  /** The logs of containers that run here or did. */
  public ContainerLogs logs() {
    return runtime.logs();
  }

  /** Whether a run of a container goes on, so that its log may grow. */
  public boolean isRunning(String podUid, String container, int run) {
    return runs.has(podUid, container, run);
  }

  /** A container that runs apart from this process, for commands in it; empty if it does not. */
  public Optional<AttachableContainer> process(String podUid, String container) {
    return runtime.process(podUid, container);
  }

  /**
   * The host under which processes of Pods reach what listens on {@code host} of this machine;
   * takes a moment the first time.
   */
  public String seenByPods(String host) {
    return runtime.seenByPods(host);
  }

  /**
   * Stops running Pods: containers inside this process end, and processes too unless they shall be
   * kept for the next agent. Waits for that, at most {@code limit}.
   */
  public void close(boolean keepProcesses, Duration limit) throws InterruptedException {
    following.close();
    claims.close();
    binding.close();
    ended.close();
    left.close();
    heartbeat.close();
    List<PodWorker> open = new ArrayList<>(workers.values());
    for (PodWorker worker : open) {
      worker.close(keepProcesses);
    }
    long end = System.nanoTime() + limit.toNanos();
    boolean all = true;
    for (PodWorker worker : open) {
      all &= worker.awaitDone(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    }
    events.stop();
    runtime.close();
    if (all) {
      journal.close();
    } else {
      log.warn("not all Pods have ended within {} s", limit.toSeconds());
    }
  }

  private boolean isHere(KubeObject pod) {
    return pod.spec().text("nodeName").equals(config.node());
  }

  private void run(KubeObject pod) {
    if (sink.isGone(pod.uid())) {
      return;
    }
    PodWorker worker = workers.get(pod.uid());
    if (worker != null) {
      worker.changed(pod);
      return;
    }
    if (Binding.isFinal(pod)) {
      if (pod.isDeleting()) {
        ended.delete(pod);
      } else {
        ended.found(pod);
      }
      return;
    }
    try {
      PodWorker fresh = new PodWorker(world, pod);
      workers.put(pod.uid(), fresh);
      fresh.start();
    } catch (MalformedObjectException e) {
      log.warn("Pod {} cannot be run: {}", pod.key(), e.getMessage());
    }
  }

  /** What still runs of a Pod that is final has no worker that would end it. */
  private void end(KubeObject pod) {
    try {
      runtime.left().endAll(world.directory().resolve(pod.uid()));
    } catch (IOException e) {
      log.warn("what still runs of Pod {} cannot be ended", pod.key(), e);
    }
  }

  /** A Pod that had ended before this agent began has no worker that would do it. */
  private void remove(KubeObject pod) {
    try {
      runtime.remove(PodSpec.read(pod));
    } catch (MalformedObjectException e) {
      log.warn("what is left of Pod {} stays: {}", pod.key(), e.getMessage());
    }
  }

  /** Ends what is left of Pods that were removed while there was no agent. */
  private void sweep() {
    Set<String> known = new HashSet<>();
    for (KubeObject pod : following.objects()) {
      known.add(pod.uid());
    }
    try {
      left.sweep(world.directory(), known);
      runtime.logs().keepOnly(known);
    } catch (IOException e) {
      log.warn("what is left of Pods that are gone is not known", e);
    }
  }

  private void removeLeft(Path pod) throws IOException {
    runtime.left().endAll(pod);
    FileTree.delete(pod);
  }

  /** What the API says about Pods. */
  private final class Pods implements Following.Listener {
    @Override
    public void changed(KubeObject pod) {
      if (isHere(pod)) {
        run(pod);
      }
      binding.round();
    }

    @Override
    public void deleted(KubeObject last) {
      PodWorker worker = workers.get(last.uid());
      if (worker != null) {
        worker.removed();
      } else if (isHere(last)) {
        ended.deleted(last);
      }
      sink.forget(last.uid());
      binding.round();
    }

    @Override
    public void listed() {
      if (!swept) {
        swept = true;
        sweep();
      }
      binding.round();
    }
  }
}
