// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.plan;

import io.slipway.controlplane.agent.spec.ContainerSpec;
import java.time.Instant;

/** Something to do for a Pod. */
public sealed interface Action {
  record Start(ContainerSpec container) implements Action {}

  record Stop(ContainerSpec container) implements Action {}

  /** Nothing of it is to be started before then. */
  record WaitUntil(Instant time) implements Action {}

  /** Nothing runs any more, and nothing will. */
  record Finish() implements Action {}
}
