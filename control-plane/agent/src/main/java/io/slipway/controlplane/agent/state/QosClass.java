// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.state;

import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.spec.Quantity;
import java.util.Map;

/** How much of what a Pod may use it has asked for. */
final class QosClass {
  private QosClass() {}

  static String of(PodSpec spec) {
    boolean any = false;
    boolean all = true;
    for (ContainerSpec container : spec.containers()) {
      Map<String, String> requests = container.resources().requests();
      Map<String, String> limits = container.resources().limits();
      for (String name : new String[] {"cpu", "memory"}) {
        String request = requests.get(name);
        String limit = limits.get(name);
        any |= request != null || limit != null;
        all &=
            request != null
                && limit != null
                && Quantity.exact(request).compareTo(Quantity.exact(limit)) == 0;
      }
    }
    if (!any) {
      return "BestEffort";
    }
    return all ? "Guaranteed" : "Burstable";
  }
}
