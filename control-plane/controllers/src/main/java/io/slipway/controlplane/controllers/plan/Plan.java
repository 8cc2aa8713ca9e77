// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.plan;

import io.slipway.controlplane.controllers.objects.Again;
import java.util.List;

/**
 * What to do for an object.
 *
 * @param changes in this order; after one that fails, the others wait for the next plan
 */
public record Plan(List<Change> changes, Again again) {
  public static final Plan NOTHING = new Plan(List.of(), Again.NEVER);

  public Plan {
    changes = List.copyOf(changes);
  }
}
