// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

import io.slipway.controlplane.agent.event.PodEvent;
import io.slipway.controlplane.agent.inprocess.PodIdentity;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.state.ContainerState.Waiting;
import io.slipway.controlplane.agent.state.ContainerStatus;
import java.util.Locale;
import java.util.function.Consumer;

/** What happens to the containers of a Pod, in a kubelet's words. Thread-safe. */
record ContainerEvents(PodIdentity pod, Consumer<PodEvent> events) {
  /**
   * @param inProcess whether its image is one that is always there
   */
  void started(ContainerSpec container, boolean inProcess) {
    if (inProcess) {
      String pulled =
          "Container image \"%s\" already present on machine".formatted(container.image());
      tell(container, false, "Pulled", pulled);
    }
    tell(container, false, "Created", "Created container: " + container.name());
    tell(container, false, "Started", "Started container " + container.name());
  }

  /**
   * @param reason one word
   */
  void notStarted(ContainerSpec container, String reason, String message) {
    boolean image = !reason.startsWith("CreateContainer"); // of which more was told before
    tell(container, true, "Failed", "Error: " + (image ? reason : message));
  }

  void killing(ContainerSpec container, String message) {
    tell(container, false, "Killing", message);
  }

  /**
   * @param hook {@code PostStart} or {@code PreStop}
   */
  void hookFailed(ContainerSpec container, String hook) {
    tell(container, true, "Failed" + hook + "Hook", hook + "Hook failed");
  }

  /**
   * @param message begins with which probe it was
   */
  void unhealthy(ContainerSpec container, String message) {
    String sentence = message.substring(0, 1).toUpperCase(Locale.ROOT) + message.substring(1);
    tell(container, true, "Unhealthy", sentence);
  }

  /** It has ended, and may have to wait for its next run. */
  void ended(ContainerSpec container, ContainerStatus status) {
    if (status.state() instanceof Waiting waiting && waiting.reason().equals("CrashLoopBackOff")) {
      String message =
          "Back-off restarting failed container %s in pod %s_%s(%s)"
              .formatted(container.name(), pod.name(), pod.namespace(), pod.uid());
      tell(container, true, "BackOff", message);
    }
  }

  private void tell(ContainerSpec container, boolean warning, String reason, String message) {
    events.accept(PodEvent.of(pod, container, warning, reason, message));
  }
}
