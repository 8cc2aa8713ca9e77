// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.selector;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.LabelRules;
import io.slipway.controlplane.apiserver.meta.NameSyntax;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules for the selectors that objects have. */
public final class LabelSelectorRules {
  private LabelSelectorRules() {}

  public static void check(@Nullable JsonNode selector, FieldPath path, List<FieldError> errors) {
    if (selector == null || selector.isNull()) {
      return;
    }
    LabelRules.checkLabels(selector.get("matchLabels"), path.child("matchLabels"), errors);
    int index = 0;
    for (JsonNode expression : selector.path("matchExpressions")) {
      checkExpression(expression, path.child("matchExpressions").index(index++), errors);
    }
  }

  private static void checkExpression(
      JsonNode expression, FieldPath path, List<FieldError> errors) {
    JsonNode values = expression.path("values");
    String word = expression.path("operator").asText("");
    LabelOperator operator = LabelOperator.ofObject(word);
    boolean takesValues = operator == LabelOperator.IN || operator == LabelOperator.NOT_IN;
    if (operator == null) {
      errors.add(FieldError.invalid(path.child("operator"), word, "not a valid selector operator"));
    } else if (takesValues && values.isEmpty()) {
      errors.add(
          FieldError.required(
              path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'"));
    } else if (!takesValues && !values.isEmpty()) {
      errors.add(
          FieldError.forbidden(
              path.child("values"),
              "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    }
    LabelRules.checkKey(expression.path("key").asText(""), path.child("key"), errors);
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i).asText("");
      for (String problem : NameSyntax.labelValue(value)) {
        errors.add(FieldError.invalid(path.child("values").index(i), value, problem));
      }
    }
  }
}
