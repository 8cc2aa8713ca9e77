// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.spec.ProbeSpec;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one run of a container and its probes tell, as messages to the Pod's thread. */
record RunMessages(
    PodSpec pod,
    ContainerSpec container,
    int run,
    ContainerEvents events,
    Consumer<Message> messages) {
  private static final Logger log = LoggerFactory.getLogger(RunMessages.class);

  ContainerListener listener() {
    boolean probed = container.readinessProbe().isPresent();
    return new ContainerListener() {
      @Override
      public void ready(boolean ready) {
        if (!probed) {
          messages.accept(new Message.Ready(container.name(), run, ready));
        }
      }

      @Override
      public void exited(int exitCode, String reason, String message) {
        messages.accept(new Message.Exited(container.name(), run, exitCode, reason, message));
      }
    };
  }

  Probing.Verdicts verdicts() {
    String name = container.name();
    return new Probing.Verdicts() {
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
        events.unhealthy(container, message);
      }
    };
  }
}
