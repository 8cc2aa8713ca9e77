// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.plan;

import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.state.ContainerState;
import io.slipway.controlplane.agent.state.ContainerState.Running;
import io.slipway.controlplane.agent.state.ContainerState.Terminated;
import java.time.Instant;

/**
 * A container as the plan sees it.
 *
 * @param state what it really does: one that is held back is {@code Terminated}, and one whose
 *     start failed {@code Waiting}
 * @param started whether its startup probe has succeeded, if it has one
 * @param stopping whether it has been asked to end
 * @param retryAt when a start that failed is tried again
 */
public record ContainerView(
    ContainerSpec spec,
    ContainerState state,
    boolean started,
    boolean stopping,
    BackOff backOff,
    Instant retryAt) {

  boolean runs() {
    return state instanceof Running;
  }

  /** Whether it has ended and is not started again. */
  boolean isDone(boolean restarts) {
    return state instanceof Terminated && !restarts;
  }

  /** When it may be started, if it shall be; only for one that does not run. */
  Instant startsAt() {
    return state instanceof Terminated ended ? backOff.earliestStart(ended.finishedAt()) : retryAt;
  }
}
