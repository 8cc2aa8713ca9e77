// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.state;

import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.ContainerSpec.Role;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.spec.RestartPolicy;
import io.slipway.controlplane.agent.state.ContainerState.Running;
import io.slipway.controlplane.agent.state.ContainerState.Terminated;
import io.slipway.controlplane.agent.state.ContainerState.Waiting;
import java.util.Map;

/** The phase of a Pod, as a kubelet finds it. */
public enum PodPhase {
  PENDING("Pending"),
  RUNNING("Running"),
  SUCCEEDED("Succeeded"),
  FAILED("Failed");

  private final String text;

  PodPhase(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  public boolean isFinal() {
    return this == SUCCEEDED || this == FAILED;
  }

  /**
   * @param statuses by name, of all containers
   */
  public static PodPhase of(PodSpec spec, Map<String, ContainerStatus> statuses) {
    int running = 0;
    int notYet = 0;
    int succeeded = 0;
    int failed = 0;
    int ended = 0;
    for (ContainerSpec container : spec.containers()) {
      ContainerStatus status = status(statuses, container);
      switch (container.role()) {
        case INIT, SIDECAR -> {
          PodPhase early = beforeMain(spec, container, status);
          if (early != RUNNING) {
            return early;
          }
        }
        case MAIN -> {
          switch (status.state()) {
            case Running _ -> running++;
            case Terminated(int exitCode, _, _, _, _) -> {
              ended++;
              if (exitCode == 0) {
                succeeded++;
              } else {
                failed++;
              }
            }
            case Waiting _ -> {
              if (status.last().isPresent()) {
                ended++;
              } else {
                notYet++;
              }
            }
          }
        }
      }
    }
    if (notYet > 0) {
      return PENDING;
    }
    if (running > 0 || ended > succeeded + failed) {
      return RUNNING;
    }
    return allEnded(spec.restartPolicy(), failed);
  }

  /** Of a Pod that does not go on, whatever it would do else. */
  static PodPhase ofEnded(PodSpec spec, Map<String, ContainerStatus> statuses) {
    for (ContainerSpec container : spec.containers()) {
      boolean succeeded =
          status(statuses, container).state() instanceof Terminated ended && ended.exitCode() == 0;
      if (container.role() == Role.MAIN && !succeeded) {
        return FAILED;
      }
    }
    return SUCCEEDED;
  }

  /** RUNNING if it does not keep the Pod from running. */
  private static PodPhase beforeMain(
      PodSpec spec, ContainerSpec container, ContainerStatus status) {
    if (container.role() == Role.SIDECAR) {
      return status.started() || status.restarts() > 0 || status.state() instanceof Terminated
          ? RUNNING
          : PENDING;
    }
    if (status.state() instanceof Terminated ended) {
      if (ended.exitCode() == 0) {
        return RUNNING;
      }
      return spec.restartPolicy() == RestartPolicy.NEVER ? FAILED : PENDING;
    }
    return PENDING;
  }

  private static PodPhase allEnded(RestartPolicy policy, int failed) {
    return switch (policy) {
      case ALWAYS -> RUNNING;
      case ON_FAILURE -> failed > 0 ? RUNNING : SUCCEEDED;
      case NEVER -> failed > 0 ? FAILED : SUCCEEDED;
    };
  }

  private static ContainerStatus status(
      Map<String, ContainerStatus> statuses, ContainerSpec container) {
    ContainerStatus status = statuses.get(container.name());
    if (status == null) {
      throw new IllegalArgumentException("no status of container " + container.name());
    }
    return status;
  }
}
