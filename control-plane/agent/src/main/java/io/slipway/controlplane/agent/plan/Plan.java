// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.plan;

import io.slipway.controlplane.agent.plan.Action.Finish;
import io.slipway.controlplane.agent.plan.Action.Start;
import io.slipway.controlplane.agent.plan.Action.Stop;
import io.slipway.controlplane.agent.plan.Action.WaitUntil;
import io.slipway.controlplane.agent.spec.ContainerSpec.Role;
import io.slipway.controlplane.agent.spec.RestartPolicy;
import io.slipway.controlplane.agent.state.ContainerState.Terminated;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides what is next for a Pod, from what its containers do now. Asked again after everything
 * that happens; the same question has the same answer.
 */
public final class Plan {
  private final RestartPolicy policy;
  private final List<ContainerView> containers;
  private final Instant now;
  private final List<Action> actions = new ArrayList<>();

  private Plan(RestartPolicy policy, List<ContainerView> containers, Instant now) {
    this.policy = policy;
    this.containers = containers;
    this.now = now;
  }

  /**
   * @param containers init containers first
   * @param ending whether the Pod is deleted or has failed as a whole
   */
  public static List<Action> next(
      RestartPolicy policy, List<ContainerView> containers, boolean ending, Instant now) {
    Plan plan = new Plan(policy, containers, now);
    if (ending || plan.initFailed() || plan.mainDone()) {
      plan.end();
    } else if (plan.initialize()) {
      plan.main();
    }
    return List.copyOf(plan.actions);
  }

  private boolean initFailed() {
    for (ContainerView container : containers) {
      if (container.spec().role() == Role.INIT
          && container.state() instanceof Terminated ended
          && ended.exitCode() != 0
          && policy == RestartPolicy.NEVER) {
        return true;
      }
    }
    return false;
  }

  private boolean mainDone() {
    for (ContainerView container : containers) {
      if (container.spec().role() == Role.MAIN && !container.isDone(restarts(container))) {
        return false;
      }
    }
    return true;
  }

  private boolean restarts(ContainerView container) {
    int exitCode = container.state() instanceof Terminated ended ? ended.exitCode() : 0;
    return switch (container.spec().role()) {
      case SIDECAR -> true;
      case INIT -> exitCode != 0 && policy != RestartPolicy.NEVER;
      case MAIN -> policy.restartsAfter(exitCode);
    };
  }

  /** Main containers first, then sidecars, the last one first. */
  private void end() {
    boolean running = stopAll(Role.MAIN);
    running |= stopAll(Role.INIT);
    for (int i = containers.size() - 1; i >= 0 && !running; i--) {
      ContainerView container = containers.get(i);
      if (container.spec().role() == Role.SIDECAR && container.runs()) {
        stop(container);
        running = true;
      }
    }
    if (!running) {
      actions.add(new Finish());
    }
  }

  private boolean stopAll(Role role) {
    boolean running = false;
    for (ContainerView container : containers) {
      if (container.spec().role() == role && container.runs()) {
        stop(container);
        running = true;
      }
    }
    return running;
  }

  private void stop(ContainerView container) {
    if (!container.stopping()) {
      actions.add(new Stop(container.spec()));
    }
  }

  /** Whether the main containers may run. */
  private boolean initialize() {
    boolean mainHasRun = mainHasRun();
    for (ContainerView container : containers) {
      switch (container.spec().role()) {
        case SIDECAR -> {
          if (!container.runs()) {
            startWhenDue(container);
          }
          if (!mainHasRun && !(container.runs() && container.started())) {
            return false;
          }
        }
        case INIT -> {
          boolean done = container.state() instanceof Terminated ended && ended.exitCode() == 0;
          if (!done && !mainHasRun) {
            if (!container.runs()) {
              startWhenDue(container);
            }
            return false;
          }
        }
        case MAIN -> {}
      }
    }
    return true;
  }

  private boolean mainHasRun() {
    for (ContainerView container : containers) {
      if (container.spec().role() == Role.MAIN
          && (container.runs() || container.state() instanceof Terminated)) {
        return true;
      }
    }
    return false;
  }

  private void main() {
    for (ContainerView container : containers) {
      if (container.spec().role() == Role.MAIN
          && !container.runs()
          && !container.isDone(restarts(container))) {
        startWhenDue(container);
      }
    }
  }

  private void startWhenDue(ContainerView container) {
    Instant due = container.startsAt();
    actions.add(due.isAfter(now) ? new WaitUntil(due) : new Start(container.spec()));
  }
}
