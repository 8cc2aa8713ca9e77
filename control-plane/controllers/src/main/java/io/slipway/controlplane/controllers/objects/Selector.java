// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.objects;

import io.slipway.controlplane.client.Fields;
import java.util.Map;

/** Chooses objects by labels, as {@code matchLabels} and {@code matchExpressions} say. */
public record Selector(Fields fields) {
  public boolean matches(Map<String, String> labels) {
    for (Map.Entry<String, String> each : fields.textMap("matchLabels").entrySet()) {
      if (!each.getValue().equals(labels.get(each.getKey()))) {
        return false;
      }
    }
    for (Fields expression : fields.list("matchExpressions")) {
      if (!matches(expression, labels)) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(Fields expression, Map<String, String> labels) {
    String value = labels.get(expression.text("key"));
    return switch (expression.text("operator")) {
      case "In" -> value != null && expression.texts("values").contains(value);
      case "NotIn" -> value == null || !expression.texts("values").contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> false; // the API takes no others
    };
  }
}
