// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.controlplane.agent.probe.ProbeResult;
import io.slipway.controlplane.agent.probe.Prober;
import io.slipway.controlplane.agent.process.AttachableContainer;
import io.slipway.controlplane.agent.process.ContainerCreationException;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.PodSpec;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a container wants done after its start and before its end. Blocks; who does not want to wait
 * any more interrupts.
 */
record Hooks(PodSpec pod, String address, ContainerEvents events, InstantSource clock) {
  private static final Logger log = LoggerFactory.getLogger(Hooks.class);

  /** A kubelet knows no limit: a container whose hook hangs does not become ready. */
  private static final Duration AFTER_START = Duration.ofDays(1);

  /** However long a hook took, its container is asked before it is killed. */
  private static final Duration LEAST = Duration.ofSeconds(2);

  static Prober.Target target(String address, ContainerSpec container, RunningContainer handle) {
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

  /** The postStart hook of a container that has one. */
  ProbeResult afterStart(ContainerSpec container, RunningContainer handle)
      throws InterruptedException {
    ProbeResult result =
        Prober.hook(
            container.postStart().orElseThrow(), AFTER_START, target(address, container, handle));
    log(container, "postStart", result);
    return result;
  }

  /** The preStop hook of a container that has one, and what it leaves of the grace. */
  Duration beforeStop(ContainerSpec container, RunningContainer handle, Duration grace)
      throws InterruptedException {
    Instant end = clock.instant().plus(grace);
    ProbeResult result =
        Prober.hook(container.preStop().orElseThrow(), grace, target(address, container, handle));
    log(container, "preStop", result);
    if (!result.success()) {
      events.hookFailed(container, "PreStop");
    }
    Duration left = Duration.between(clock.instant(), end);
    return left.compareTo(LEAST) < 0 ? LEAST : left;
  }

  /** Events do not have the message: it may hold what is not for everybody. */
  private void log(ContainerSpec container, String hook, ProbeResult result) {
    if (!result.success()) {
      log.info(
          "the {} hook of {} in {} failed: {}",
          hook,
          container.name(),
          pod.pod(),
          result.message());
    }
  }
}
