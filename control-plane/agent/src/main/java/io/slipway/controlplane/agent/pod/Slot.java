// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.controlplane.agent.plan.BackOff;
import io.slipway.controlplane.agent.plan.ContainerView;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.ContainerSpec.Role;
import io.slipway.controlplane.agent.spec.RestartPolicy;
import io.slipway.controlplane.agent.state.ContainerState;
import io.slipway.controlplane.agent.state.ContainerState.Running;
import io.slipway.controlplane.agent.state.ContainerState.Terminated;
import io.slipway.controlplane.agent.state.ContainerState.Waiting;
import io.slipway.controlplane.agent.state.ContainerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One container of a Pod while it is run; belongs to the Pod's thread. */
final class Slot {
  /** That of its present run, or of the last. */
  ContainerSpec spec;

  /** What its next run is to be: its makers may have changed the image. */
  ContainerSpec next;

  /** The image that its present run was asked for, or its last. */
  String image = "";

  /** Whether it is ended to be started with another image. */
  boolean replaced;

  ContainerState state;
  @Nullable Terminated last;
  BackOff backOff = BackOff.NONE;
  Instant retryAt = Instant.EPOCH;

  /** The end that the next start follows. */
  @Nullable Instant endedBefore;

  /** Starts that failed in a row. */
  int failedStarts;

  /** How often it was started; names the run that messages belong to. */
  int runs;

  /** The image of its last run, where that is known. */
  String imageId = "";

  /** What asks it to end, once it has been made. */
  String stopSignal = "";

  /** What it did when it took the agent's process with it; empty if it never has. */
  String crash = "";

  /** Whether its last run ended because the agent before did, which it ran in. */
  boolean endedWithAgent;

  boolean starting;

  /** When its last start began. */
  Instant begunAt = Instant.EPOCH;

  /** Whether the agent before was just starting it, and may not have come to make anything. */
  boolean unsure;

  boolean stopping;

  /** What it was given to end, once it is stopping. */
  Duration grace = Duration.ZERO;

  /** Does its postStart or preStop hook. */
  @Nullable Thread hook;

  boolean started;
  boolean ready;
  @Nullable RunningContainer handle;
  @Nullable Probing probing;

  /**
   * @param notYet its state until it has run
   */
  Slot(ContainerSpec spec, Waiting notYet) {
    this.spec = spec;
    this.next = spec;
    this.state = notYet;
  }

  ContainerView view() {
    // What is just being started runs, as far as the plan goes.
    ContainerState seen = starting ? new Running(Instant.EPOCH) : state;
    return new ContainerView(spec, seen, started, stopping, backOff, retryAt);
  }

  /** Whether it runs with another image than it should. */
  boolean isOutdated() {
    return runs()
        && !stopping
        && spec.role() != Role.INIT // what it has begun to prepare, others wait for
        && !image.isEmpty()
        && !image.equals(next.image());
  }

  boolean runs() {
    return starting || state instanceof Running;
  }

  /**
   * @param over whether it is not started any more: then it does not wait for that
   */
  ContainerStatus status(RestartPolicy policy, String podUid, Instant now, boolean over) {
    ContainerState shown = state;
    Terminated before = last;
    if (!over && state instanceof Terminated ended && restarts(policy, ended)) {
      Optional<Duration> pause = backOff.waiting(ended.finishedAt(), now);
      if (pause.isPresent()) {
        String message =
            "back-off %ds restarting failed container=%s"
                .formatted(pause.get().toSeconds(), spec.name());
        shown = new Waiting("CrashLoopBackOff", message);
        before = ended;
      }
    }
    boolean done = state instanceof Terminated ended && ended.exitCode() == 0;
    return new ContainerStatus(
        spec.name(),
        spec.image(),
        imageId.isEmpty() ? spec.image() : imageId,
        shown,
        Optional.ofNullable(before),
        Math.max(0, runs - 1),
        state instanceof Running && started,
        spec.role() == Role.INIT ? done : state instanceof Running && started && ready,
        id(podUid, runs),
        before == null ? "" : id(podUid, lastRun(before)),
        stopSignal);
  }

  private String id(String podUid, int run) {
    return run <= 0 ? "" : podUid + "/" + spec.name() + "/" + run;
  }

  /** The run that an end was of: the present one, unless another has begun since. */
  private int lastRun(Terminated ended) {
    boolean present = ended.equals(state) || (state instanceof Waiting && !starting);
    return present ? runs : runs - 1;
  }

  private boolean restarts(RestartPolicy policy, Terminated ended) {
    return switch (spec.role()) {
      case SIDECAR -> true;
      case INIT -> ended.exitCode() != 0 && policy != RestartPolicy.NEVER;
      case MAIN -> policy.restartsAfter(ended.exitCode());
    };
  }
}
