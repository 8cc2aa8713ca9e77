// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.controlplane.agent.spec.ContainerSpec.Role;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.state.ContainerState.Running;
import io.slipway.controlplane.agent.state.ContainerState.Terminated;
import io.slipway.controlplane.agent.state.ContainerState.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the containers that an earlier process of the agent has left, by what was saved
 * of them and by what is found.
 *
 * @param notYet the state of what has not run yet
 * @param listeners hear of those that are found
 */
record Takeover(
    PodWorld world, PodSpec pod, Waiting notYet, Function<Slot, ContainerListener> listeners) {
  private static final Logger log = LoggerFactory.getLogger(Takeover.class);
  private static final Duration FOR_GOOD = Duration.ofDays(3650);

  void of(Collection<Slot> slots) {
    for (Slot slot : slots) {
      if (slot.state instanceof Running && slot.handle == null) {
        takeOver(slot); // else it was when this was tried before
      }
    }
    boolean anew = nothingIsLeft(slots);
    for (Slot slot : slots) {
      if (!slot.crash.isEmpty() && !(slot.state instanceof Running)) {
        holdBack(slot);
      } else if (anew && slot.spec.role() == Role.INIT) {
        // As after a reboot of a node: init containers prepare it anew.
        slot.state = notYet;
      } else if ((anew || endedWithAgent(slot))
          && slot.state instanceof Terminated ended
          && !isDone(slot)) {
        startAgain(slot, ended);
      }
    }
  }

  /** Whether it ran beside containers that have outlived the agent. */
  private static boolean endedWithAgent(Slot slot) {
    return slot.endedWithAgent && slot.spec.role() == Role.MAIN;
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
  private boolean nothingIsLeft(Collection<Slot> slots) {
    boolean goesOn = false;
    for (Slot slot : slots) {
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
          world.runtime().find(pod, slot.spec, slot.runs, listeners.apply(slot));
      if (found.isPresent()) {
        slot.handle = found.get();
        slot.imageId = found.get().imageId().orElse("");
        slot.stopSignal = found.get().stopSignal().orElse("");
        slot.started |= slot.spec.startupProbe().isEmpty();
        slot.ready = slot.started && (slot.ready || slot.spec.readinessProbe().isEmpty());
        return;
      }
      slot.started = false;
      slot.ready = false;
      slot.crash = world.crashed().getOrDefault(key(slot), slot.crash);
      if (slot.unsure && slot.crash.isEmpty() && !hasRun(slot)) {
        slot.state = notYet;
        slot.runs--; // it was none
        return;
      }
      Optional<Integer> code = world.runtime().exitCode(pod, slot.spec, slot.runs);
      slot.endedWithAgent = world.runtime().isInProcess(pod, slot.spec);
      slot.state = ended(slot, code, began, now);
    } catch (IOException e) {
      log.warn("container {} of Pod {} cannot be found again", slot.spec.name(), pod.pod(), e);
      slot.state = new Terminated(137, "ContainerStatusUnknown", e.toString(), began, now);
    }
  }

  private boolean hasRun(Slot slot) {
    return world.runtime().hasRun(pod, slot.spec, slot.runs);
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
}
