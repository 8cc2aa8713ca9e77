// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.controlplane.agent.plan.ContainerView;
import io.slipway.controlplane.agent.probe.Prober;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.ContainerSpec.Role;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.state.ContainerState.Running;
import io.slipway.controlplane.agent.state.ContainerState.Terminated;
import io.slipway.controlplane.agent.state.ContainerState.Waiting;
import io.slipway.controlplane.agent.state.ContainerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The containers of one Pod: started, watched and stopped as the Pod's thread says; only that
 * thread calls this class. What takes long runs on other threads and comes back as a message.
 */
final class Containers {
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

  private final PodWorld world;
  private PodSpec pod;
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

  /**
   * @param ended whether none of them is started any more
   */
  Map<String, ContainerStatus> statuses(Instant now, boolean ended) {
    Map<String, ContainerStatus> statuses = new LinkedHashMap<>();
    for (Slot slot : slots.values()) {
      statuses.put(slot.spec.name(), slot.status(pod.restartPolicy(), pod.pod().uid(), now, ended));
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
    new Takeover(world, pod, notYet, slot -> reports(slot).listener()).of(slots.values());
    for (Slot slot : slots.values()) {
      RunningContainer handle = slot.handle;
      if (handle != null && slot.probing == null && slot.state instanceof Running running) {
        Duration age = Duration.between(running.startedAt(), world.clock().instant());
        probe(slot, handle, new Probing.Progress(age, slot.started, slot.ready));
      }
    }
    return startTime;
  }

  /**
   * Its makers have changed it.
   *
   * @param changed the Pod as it is now
   */
  void changed(PodSpec changed) {
    pod = changed;
    for (ContainerSpec container : changed.containers()) {
      Slot slot = slot(container.name());
      boolean other = !container.image().equals(slot.next.image());
      slot.next = container;
      if (other && !slot.runs()) {
        slot.failedStarts = 0;
        slot.retryAt = Instant.EPOCH; // what was wrong with the image before is no reason to wait
      }
    }
  }

  /**
   * As a kubelet: whatever the restart policy, it is started again with the image it should have.
   */
  void replaceOutdated() {
    for (Slot slot : slots.values()) {
      if (slot.isOutdated()) {
        String name = slot.spec.name();
        events.killing(
            slot.spec, "Container %s definition changed, will be restarted".formatted(name));
        slot.replaced = true;
        stop(name, pod.grace());
      }
    }
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
    slot.begunAt = world.clock().instant();
    slot.spec = slot.next;
    slot.image = slot.spec.image();
    slot.replaced = false;
    slot.stopping = false;
    slot.started = false;
    slot.ready = false;
    if (!(slot.state instanceof Waiting waiting && slot.failedStarts > 0)) {
      slot.state = notYet;
    } else {
      slot.state = waiting;
    }
    ContainerStart start =
        new ContainerStart(
            world.runtime(),
            pod,
            slot.spec,
            slot.runs,
            address,
            hooks(),
            reports(slot).listener(),
            messages);
    Thread starter = Thread.ofVirtual().name("start-" + pod.pod() + "-" + name).start(start::begin);
    slot.hook = slot.spec.postStart().isPresent() ? starter : null;
  }

  private Hooks hooks() {
    return new Hooks(pod, address, events, world.clock());
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
    slot.grace = grace;
    slot.ready = false;
    closeProbes(slot);
    RunningContainer handle = slot.handle;
    if (handle == null) {
      world.runtime().abandon(pod, slot.spec);
      return; // it is just being started, and is stopped when it is there
    }
    endHook(slot);
    if (slot.spec.preStop().isEmpty()) {
      handle.stop(grace);
      return;
    }
    slot.hook =
        Thread.ofVirtual()
            .name("stop-" + pod.pod() + "-" + name)
            .start(() -> stopAfterHook(slot.spec, handle, grace));
  }

  private void stopAfterHook(ContainerSpec container, RunningContainer handle, Duration grace) {
    try {
      handle.stop(hooks().beforeStop(container, handle, grace));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // it has ended by itself
    }
  }

  private static void endHook(Slot slot) {
    if (slot.hook != null) {
      slot.hook.interrupt();
      slot.hook = null;
    }
  }

  /** Those that are ending are to do so sooner than they were told. */
  void hurry(Duration grace) {
    for (Slot slot : slots.values()) {
      if (slot.stopping && grace.compareTo(slot.grace) < 0) {
        slot.grace = grace;
        if (slot.hook != null && slot.hook.isAlive()) {
          stop(slot.spec.name(), grace); // as a kubelet: its hook begins again
        } else if (slot.handle != null) {
          slot.handle.stop(grace);
        }
      }
    }
  }

  void take(Message.OfRun message) {
    Slot slot = slot(message.container());
    if (message.run() != slot.runs) {
      return; // of a run that is over
    }
    switch (message) {
      case Message.Started started -> started(slot, started.handle());
      case Message.Made made -> made(slot, made.handle());
      case Message.HookFailed failed -> hookFailed(slot, failed.message());
      case Message.NotStarted failed -> {
        if (slot.starting) {
          events.notStarted(slot.spec, failed.reason(), failed.message());
        }
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
        if (slot.runs() && !slot.stopping) {
          events.killing(slot.spec, failed.message());
          stop(slot.spec.name(), failed.grace());
        }
      }
    }
  }

  private void made(Slot slot, RunningContainer handle) {
    slot.failedStarts = 0;
    if (!slot.starting) {
      return; // it has ended already
    }
    slot.handle = handle;
    slot.imageId = handle.imageId().orElse("");
    slot.stopSignal = handle.stopSignal().orElse("");
    events.started(slot.spec, world.runtime().isInProcess(pod, slot.spec));
    if (slot.stopping) {
      stop(slot.spec.name(), slot.grace);
    }
  }

  private void started(Slot slot, RunningContainer handle) {
    if (slot.handle == null) {
      made(slot, handle);
    }
    if (!slot.starting) {
      return;
    }
    slot.starting = false;
    slot.state = new Running(world.clock().instant());
    if (!slot.stopping) {
      slot.hook = null; // it is done
      probe(slot, handle, Probing.Progress.NONE);
    }
  }

  /** As a kubelet: the container ends, and is started again as one that has failed. */
  private void hookFailed(Slot slot, String message) {
    if (!slot.starting || slot.stopping) {
      return; // that is why
    }
    slot.state = new Waiting("PostStartHookError", message);
    events.hookFailed(slot.spec, "PostStart");
    events.killing(slot.spec, "FailedPostStartHook");
    stop(slot.spec.name(), pod.grace());
  }

  private void probe(Slot slot, RunningContainer handle, Probing.Progress progress) {
    Prober.Target target = Hooks.target(address, slot.spec, handle);
    slot.probing = new Probing(slot.spec, target, reports(slot).verdicts(), progress);
    slot.probing.start();
  }

  private RunMessages reports(Slot slot) {
    return new RunMessages(pod, slot.spec, slot.runs, events, messages);
  }

  private void notStarted(Slot slot, Waiting state) {
    if (!slot.starting) {
      return; // it was, and has ended
    }
    slot.starting = false;
    slot.runs--; // it was none
    if (slot.replaced) {
      slot.state = notYet;
      slot.retryAt = world.clock().instant();
      return;
    }
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
    if (slot.replaced && slot.state instanceof Terminated ended) {
      slot.last = ended;
      slot.state = notYet;
      slot.retryAt = now;
    }
    slot.starting = false;
    slot.stopping = false;
    slot.started = false;
    slot.ready = false;
    if (slot.handle != null) {
      endHook(slot); // else it is not begun, and finds nobody
    }
    slot.handle = null;
    events.ended(slot.spec, slot.status(pod.restartPolicy(), pod.pod().uid(), now, false));
    for (Slot other : slots.values()) {
      RunningContainer handle = other.handle;
      if (handle != null) {
        handle.otherEnded(slot.spec.name());
      }
    }
  }

  /** This process ends: what runs in it ends too. */
  void leave(boolean keepProcesses) {
    leaving = true;
    for (Slot slot : slots.values()) {
      if (isComing(slot, keepProcesses)) {
        stop(slot.spec.name(), pod.grace());
      } else if (slot.handle != null && ends(slot, keepProcesses)) {
        slot.handle.stop(pod.grace());
      }
    }
  }

  /** Whether what ends with this process still runs, or is just about to. */
  boolean leaving(boolean keepProcesses) {
    for (Slot slot : slots.values()) {
      if (isComing(slot, keepProcesses) || (slot.handle != null && ends(slot, keepProcesses))) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is just being started, and nobody would know of it. */
  private boolean isComing(Slot slot, boolean keepProcesses) {
    return slot.starting
        && slot.handle == null
        && !keepProcesses
        && !world.runtime().isInProcess(pod, slot.spec);
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
