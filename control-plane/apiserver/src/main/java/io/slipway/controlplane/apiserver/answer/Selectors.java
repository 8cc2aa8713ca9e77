// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.objects.Selection;
import io.slipway.controlplane.apiserver.selector.FieldSelector;
import io.slipway.controlplane.apiserver.selector.LabelSelector;

/** The objects that both selectors select. */
record Selectors(LabelSelector labels, FieldSelector fields) implements Selection {
  @Override
  public boolean isEverything() {
    return false;
  }

  @Override
  public boolean matches(ObjectNode object) {
    return labels.matches(object.path("metadata").get("labels")) && fields.matches(object);
  }
}
