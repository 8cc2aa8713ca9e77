// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.controlplane.agent.plan.ContainerView;
import io.slipway.controlplane.agent.probe.ProbeResult;
import io.slipway.controlplane.agent.probe.Prober;
import io.slipway.controlplane.agent.process.AttachableContainer;
import io.slipway.controlplane.agent.process.ContainerCreationException;
import io.slipway.controlplane.agent.spec.ContainerSpec.Role;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.spec.ProbeSpec;
import io.slipway.controlplane.agent.state.ContainerState.Running;
import io.slipway.controlplane.agent.state.ContainerState.Terminated;
import io.slipway.controlplane.agent.state.ContainerState.Waiting;
import io.slipway.controlplane.agent.state.ContainerStatus;
import io.slipway.controlplane.agent.volume.MountException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The containers of one Pod: started, watched and stopped as the Pod's thread says; only that
 * thread calls this class. What takes long runs on other threads and comes back as a message.
 */
final class Containers {
  private static final Logger log = LoggerFactory.getLogger(Containers.class);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
  private static final Duration FOR_GOOD = Duration.ofDays(3650);

  private final PodWorld world;
  private final PodSpec pod;
  private final Consumer<Message> messages;
  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final SavedState saved;
  private final ContainerEvents events;

  /** The state of what has not run yet, in a kubelet's words. */
  private final Waiting notYet;

  private String address = "";
  private boolean leaving;

  Containers(PodWorld world, PodSpec pod, Consumer<Message> messages) {
    this.world = world;
    this.pod = pod;
    this.messages = messages;
    this.events = new ContainerEvents(pod.pod(), world.events());
    this.saved = new SavedState(world.directory().resolve(pod.pod().uid()));
    boolean prepared = pod.containers().stream().anyMatch(each -> each.role() != Role.MAIN);
    this.notYet = new Waiting(prepared ? "PodInitializing" : "ContainerCreating", "");
    for (ContainerSpec container : pod.containers()) {
      slots.put(container.name(), new Slot(container, notYet));
    }
  }

  void address(String address) {
    this.address = address;
  }

  List<ContainerView> views() {
    List<ContainerView> views = new ArrayList<>();
    for (Slot slot : slots.values()) {
      views.add(slot.view());
    }
    return views;
  }

  Map<String, ContainerStatus> statuses(Instant now) {
    Map<String, ContainerStatus> statuses = new LinkedHashMap<>();
    for (Slot slot : slots.values()) {
      statuses.put(slot.spec.name(), slot.status(pod.restartPolicy(), pod.pod().uid(), now));
    }
    return statuses;
  }

  void save(Instant startTime) {
    saved.write(startTime, slots.values());
  }

  void forget() {
    saved.delete();
  }

  /** Takes over what an earlier process has left; the Pod's start time, if it had begun. */
  Optional<Instant> restore() {
    Optional<Instant> startTime = saved.read(slots);
    if (startTime.isEmpty()) {
      return startTime;
    }
    for (Slot slot : slots.values()) {
      if (slot.state instanceof Running) {
        takeOver(slot);
      }
    }
    boolean anew = nothingIsLeft();
    for (Slot slot : slots.values()) {
      if (!slot.crash.isEmpty() && !(slot.state instanceof Running)) {
        holdBack(slot);
      } else if (anew && slot.spec.role() == Role.INIT) {
        // As after a reboot of a node: init containers prepare it anew.
        slot.state = notYet;
      } else if (anew && slot.state instanceof Terminated ended && !isDone(slot)) {
        startAgain(slot, ended);
      }
    }
    return startTime;
  }

  private void startAgain(Slot slot, Terminated ended) {
    slot.last = ended;
    slot.state = notYet;
    if (!slot.endedWithAgent) { // else it is not the container's fault
      slot.endedBefore = ended.finishedAt();
      slot.retryAt = slot.backOff.earliestStart(ended.finishedAt());
    }
  }

  private void holdBack(Slot slot) {
    if (slot.state instanceof Terminated ended) {
      slot.last = ended;
    }
    slot.retryAt = world.clock().instant().plus(FOR_GOOD);
    slot.state =
        new Waiting(
            "CrashLoopBackOff",
            "container %s took this process with it while %s, and is not started in it again; when it is mended, change the service or delete the Pod"
                .formatted(slot.spec.name(), slot.crash));
  }

  private boolean isDone(Slot slot) {
    return slot.state instanceof Terminated ended
        && slot.spec.role() == Role.MAIN
        && !pod.restartPolicy().restartsAfter(ended.exitCode());
  }

  /** Whether the Pod is to go on, but none of its containers runs. */
  private boolean nothingIsLeft() {
    boolean goesOn = false;
    for (Slot slot : slots.values()) {
      if (slot.state instanceof Running) {
        return false;
      }
      goesOn |= slot.spec.role() == Role.MAIN && !isDone(slot);
    }
    return goesOn;
  }

  private String key(Slot slot) {
    return pod.pod().uid() + "/" + slot.spec.name();
  }

  private void takeOver(Slot slot) {
    Instant began = slot.state instanceof Running running ? running.startedAt() : Instant.EPOCH;
    Instant now = world.clock().instant();
    try {
      Optional<RunningContainer> found =
          world.runtime().find(pod, slot.spec, slot.runs, listener(slot));
      if (found.isPresent()) {
        slot.handle = found.get();
        slot.imageId = found.get().imageId().orElse("");
        slot.started = slot.spec.startupProbe().isEmpty();
        slot.ready = slot.started && slot.spec.readinessProbe().isEmpty();
        probe(slot, found.get());
        return;
      }
      Optional<Integer> code = world.runtime().exitCode(pod, slot.spec, slot.runs);
      slot.endedWithAgent = world.runtime().isInProcess(pod, slot.spec);
      slot.crash = world.crashed().getOrDefault(key(slot), slot.crash);
      slot.state = ended(slot, code, began, now);
    } catch (IOException e) {
      log.warn("container {} of Pod {} cannot be found again", slot.spec.name(), pod.pod(), e);
      slot.state = new Terminated(137, "ContainerStatusUnknown", e.toString(), began, now);
    }
  }

  private static Terminated ended(Slot slot, Optional<Integer> code, Instant began, Instant now) {
    if (!slot.crash.isEmpty()) {
      return new Terminated(139, "Error", "the process died while " + slot.crash, began, now);
    }
    if (code.isPresent()) {
      return new Terminated(code.get(), code.get() == 0 ? "Completed" : "Error", "", began, now);
    }
    return new Terminated(
        137,
        "ContainerStatusUnknown",
        "it ended while its node was down: " + slot.spec.name(),
        began,
        now);
  }

  void start(String name) {
    Slot slot = slot(name);
    if (slot.state instanceof Terminated ended) {
      slot.endedBefore = ended.finishedAt();
      slot.last = ended;
    }
    if (slot.endedBefore != null && slot.failedStarts == 0) {
      slot.backOff = slot.backOff.afterStart(slot.endedBefore, world.clock().instant());
      slot.endedBefore = null;
    }
    slot.runs++;
    slot.starting = true;
    slot.stopping = false;
    slot.started = false;
    slot.ready = false;
    if (!(slot.state instanceof Waiting waiting && slot.failedStarts > 0)) {
      slot.state = notYet;
    } else {
      slot.state = waiting;
    }
    int run = slot.runs;
    ContainerListener listener = listener(slot);
    Thread.ofVirtual()
        .name("start-" + pod.pod() + "-" + name)
        .start(() -> messages.accept(started(slot.spec, run, listener)));
  }

  private Message started(ContainerSpec container, int run, ContainerListener listener) {
    String name = container.name();
    try {
      RunningContainer handle = world.runtime().start(pod, container, run, address, listener);
      if (container.postStart().isPresent()) {
        ProbeResult hook = hook(container.postStart().get(), container, handle, pod.grace());
        if (!hook.success()) {
          handle.stop(pod.grace());
          log.info("the postStart hook of {} in {} failed: {}", name, pod.pod(), hook.message());
        }
      }
      return new Message.Started(name, run, handle);
    } catch (MountException _) {
      return new Message.NotMounted(name, run);
    } catch (ConfigurationException e) {
      return failed(name, run, "CreateContainerConfigError", e);
    } catch (ImageException e) {
      return failed(name, run, e.reason(), e);
    } catch (ContainerCreationException | IOException e) {
      return failed(name, run, "CreateContainerError", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(name, run, "CreateContainerError", e);
    } catch (RuntimeException e) {
      log.warn("container {} of Pod {} cannot be started", name, pod.pod(), e);
      return failed(name, run, "CreateContainerError", e);
    }
  }

  private static Message failed(String name, int run, String reason, Exception e) {
    return new Message.NotStarted(name, run, reason, String.valueOf(e.getMessage()));
  }

  private ProbeResult hook(
      io.slipway.controlplane.agent.spec.ProbeAction action,
      ContainerSpec container,
      RunningContainer handle,
      Duration limit)
      throws InterruptedException {
    return Prober.run(action, limit, target(container, handle));
  }

  private Prober.Target target(ContainerSpec container, RunningContainer handle) {
    return new Prober.Target(
        address,
        container.ports(),
        command -> {
          if (!(handle instanceof AttachableContainer process)) {
            throw new IOException("commands do not run in a container inside this process");
          }
          try {
            return process.exec(command);
          } catch (ContainerCreationException e) {
            throw new IOException(e.getMessage(), e);
          }
        });
  }

  /** As {@link #stop}, because the Pod ends. */
  void end(String name, Duration grace) {
    ContainerSpec container = slot(name).spec;
    events.killing(container, "Stopping container " + name);
    stop(name, grace);
  }

  void stop(String name, Duration grace) {
    Slot slot = slot(name);
    slot.stopping = true;
    slot.ready = false;
    closeProbes(slot);
    RunningContainer handle = slot.handle;
    if (handle == null) {
      world.runtime().abandon(pod, slot.spec);
      return; // it is just being started, and is stopped when it is there
    }
    ContainerSpec container = slot.spec;
    if (container.preStop().isEmpty()) {
      handle.stop(grace);
      return;
    }
    Thread.ofVirtual()
        .name("stop-" + pod.pod() + "-" + name)
        .start(() -> {
          Instant end = world.clock().instant().plus(grace);
          try {
            ProbeResult hook = hook(container.preStop().get(), container, handle, grace);
            if (!hook.success()) {
              log.info("the preStop hook of {} failed: {}", name, hook.message());
            }
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          Duration left = Duration.between(world.clock().instant(), end);
          Duration least = Duration.ofSeconds(2);
          handle.stop(left.compareTo(least) < 0 ? least : left);
        });
  }

  void take(Message.OfRun message) {
    Slot slot = slot(message.container());
    if (message.run() != slot.runs) {
      return; // of a run that is over
    }
    switch (message) {
      case Message.Started started -> started(slot, started.handle());
      case Message.NotStarted failed -> {
        events.notStarted(slot.spec, failed.reason(), failed.message());
        notStarted(slot, new Waiting(failed.reason(), failed.message()));
      }
      case Message.NotMounted _ -> notStarted(slot, notYet);
      case Message.Exited exited -> exited(slot, exited);
      case Message.StartupDone _ -> {
        slot.started = true;
        slot.ready |=
            slot.spec.readinessProbe().isEmpty() && !world.runtime().isInProcess(pod, slot.spec);
      }
      case Message.Ready ready -> slot.ready = ready.ready() && !slot.stopping;
      case Message.ProbeFailed failed -> {
        if (slot.runs()) {
          events.killing(slot.spec, failed.message());
          stop(slot.spec.name(), failed.grace());
        }
      }
    }
  }

  private void started(Slot slot, RunningContainer handle) {
    slot.failedStarts = 0;
    if (!slot.starting) {
      return; // it has ended already
    }
    slot.starting = false;
    slot.handle = handle;
    slot.imageId = handle.imageId().orElse("");
    slot.state = new Running(world.clock().instant());
    events.started(slot.spec, world.runtime().isInProcess(pod, slot.spec));
    if (slot.stopping) {
      stop(slot.spec.name(), pod.grace());
    } else {
      probe(slot, handle);
    }
  }

  private void probe(Slot slot, RunningContainer handle) {
    String name = slot.spec.name();
    int run = slot.runs;
    Probing.Verdicts verdicts =
        new Probing.Verdicts() {
          @Override
          public void started() {
            messages.accept(new Message.StartupDone(name, run));
          }

          @Override
          public void ready(boolean ready) {
            messages.accept(new Message.Ready(name, run, ready));
          }

          @Override
          public void failed(String probe, String message, ProbeSpec spec) {
            log.info("container {} of {} failed its {} probe", name, pod.pod(), probe);
            messages.accept(
                new Message.ProbeFailed(
                    name,
                    run,
                    "Container %s failed %s probe, will be restarted".formatted(name, probe),
                    spec.grace().orElse(pod.grace())));
          }

          @Override
          public void unhealthy(String probe, String message) {
            log.debug("container {} of {}: {}", name, pod.pod(), message);
            events.unhealthy(slot.spec, message);
          }
        };
    slot.probing = new Probing(slot.spec, target(slot.spec, handle), verdicts);
    slot.probing.start();
  }

  private void notStarted(Slot slot, Waiting state) {
    slot.starting = false;
    slot.runs--; // it was none
    slot.failedStarts++;
    slot.state = state;
    Duration wait = Duration.ofSeconds(1L << Math.min(5, slot.failedStarts - 1));
    slot.retryAt =
        world.clock().instant().plus(wait.compareTo(LONGEST_RETRY) < 0 ? wait : LONGEST_RETRY);
  }

  private void exited(Slot slot, Message.Exited exited) {
    Instant now = world.clock().instant();
    Instant began = slot.state instanceof Running running ? running.startedAt() : now;
    closeProbes(slot);
    String message = exited.message();
    if (message.isEmpty()) {
      message = world.runtime().terminationMessage(pod, slot.spec, slot.runs, exited.code());
    }
    if (!(leaving && world.runtime().isInProcess(pod, slot.spec))) {
      slot.state = new Terminated(exited.code(), exited.reason(), message, began, now);
    } // else it runs on, as far as the next agent is concerned
    slot.starting = false;
    slot.stopping = false;
    slot.started = false;
    slot.ready = false;
    slot.handle = null;
    events.ended(slot.spec, slot.status(pod.restartPolicy(), pod.pod().uid(), now));
  }

  private ContainerListener listener(Slot slot) {
    String name = slot.spec.name();
    int run = slot.runs;
    boolean probed = slot.spec.readinessProbe().isPresent();
    return new ContainerListener() {
      @Override
      public void ready(boolean ready) {
        if (!probed) {
          messages.accept(new Message.Ready(name, run, ready));
        }
      }

      @Override
      public void exited(int exitCode, String reason, String message) {
        messages.accept(new Message.Exited(name, run, exitCode, reason, message));
      }
    };
  }

  /** This process ends: what runs in it ends too. */
  void leave(boolean keepProcesses) {
    leaving = true;
    for (Slot slot : slots.values()) {
      if (slot.handle != null && ends(slot, keepProcesses)) {
        slot.handle.stop(pod.grace());
      }
    }
  }

  /** Whether what ends with this process still runs. */
  boolean leaving(boolean keepProcesses) {
    for (Slot slot : slots.values()) {
      if (slot.handle != null && ends(slot, keepProcesses)) {
        return true;
      }
    }
    return false;
  }

  private boolean ends(Slot slot, boolean keepProcesses) {
    return !keepProcesses || world.runtime().isInProcess(pod, slot.spec);
  }

  private static void closeProbes(Slot slot) {
    if (slot.probing != null) {
      slot.probing.close();
      slot.probing = null;
    }
  }

  void closeProbes() {
    slots.values().forEach(Containers::closeProbes);
  }

  private Slot slot(String name) {
    Slot slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException("container " + name + " of " + pod.pod());
    }
    return slot;
  }
}
