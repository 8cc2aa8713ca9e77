// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.spec;

import io.slipway.controlplane.client.Fields;
import java.time.Duration;
import java.util.Optional;

/**
 * A probe with Kubernetes' defaults filled in.
 *
 * @param grace how long the container may take to end when the probe ends it; empty for the Pod's
 */
public record ProbeSpec(
    ProbeAction action,
    Duration initialDelay,
    Duration period,
    Duration timeout,
    int successThreshold,
    int failureThreshold,
    Optional<Duration> grace) {

  static Optional<ProbeSpec> read(Fields container, String name) {
    Fields probe = container.fields(name);
    return ProbeAction.read(probe)
        .map(action ->
            new ProbeSpec(
                action,
                Duration.ofSeconds(probe.number("initialDelaySeconds", 0)),
                Duration.ofSeconds(Math.max(1, probe.number("periodSeconds", 10))),
                Duration.ofSeconds(Math.max(1, probe.number("timeoutSeconds", 1))),
                (int) Math.max(1, probe.number("successThreshold", 1)),
                (int) Math.max(1, probe.number("failureThreshold", 3)),
                probe.has("terminationGracePeriodSeconds")
                    ? Optional.of(
                        Duration.ofSeconds(probe.number("terminationGracePeriodSeconds", 30)))
                    : Optional.empty()));
  }
}
