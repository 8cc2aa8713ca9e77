// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.controlplane.operator.revision.Component;
import io.slipway.controlplane.operator.revision.Front;
import io.slipway.controlplane.operator.revision.WayToRun;
import io.slipway.controlplane.operator.template.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a transformer or an explainer has to do for its calls of the predictor to be let in: these
 * come through the front like all others, and whoever wrote it may not know.
 */
final class PredictorCalls {
  private static final String TYPE = "PredictorCallsProtected";

  private PredictorCalls() {}

  /** Null if nothing is asked of them, or if nobody calls. */
  static @Nullable Condition of(ServiceSpec spec, WayToRun home) {
    Front front = home.front();
    if (spec.components().size() < 2 || !(front.encrypted() || front.asksWhoCalls())) {
      return null;
    }
    List<String> needed = new ArrayList<>();
    if (front.encrypted()) {
      needed.add(
          "trust the server's certificate, which has to name that address (kserve's server takes"
              + " the file in the variable REQUESTS_CA_BUNDLE)");
    }
    if (front.asksWhoCalls()) {
      needed.add(
          "show a token or a certificate (kserve's server sends the Authorization header of its"
              + " own request on), or be answered with 401");
    }
    ObjectKey service = spec.object().key();
    String predictor = Component.PREDICTOR.nameIn(service.name());
    String address = home.addressInPods(new ObjectKey(service.namespace(), predictor));
    return new Condition(
        TYPE,
        Condition.State.TRUE,
        front.asksWhoCalls() ? "WhoCallsIsAsked" : "Encrypted",
        "calls of "
            + front.scheme()
            + address
            + " by the transformer or explainer have to "
            + String.join("; and to ", needed));
  }
}
