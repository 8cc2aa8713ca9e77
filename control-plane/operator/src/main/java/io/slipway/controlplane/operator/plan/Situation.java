// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.revision.WayToRun;
import io.slipway.controlplane.operator.runtime.ServingRuntime;
import java.time.Instant;
import java.util.List;

/**
 * All that is known when it is decided what to do for a service.
 *
 * @param runtimes of all namespaces
 * @param home how revisions are run
 * @param now to be written into the status
 */
public record Situation(
    ApiObject service,
    List<ServingRuntime> runtimes,
    Children children,
    WayToRun home,
    Instant now) {
  public Situation {
    runtimes = List.copyOf(runtimes);
  }
}
