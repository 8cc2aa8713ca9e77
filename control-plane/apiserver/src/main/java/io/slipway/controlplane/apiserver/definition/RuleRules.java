// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import java.util.List;

/** What must be said with a rule of {@code x-kubernetes-validations}; not what it computes. */
final class RuleRules {
  private static final List<String> REASONS =
      List.of(
          "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired");

  private RuleRules() {}

  static void check(JsonNode schema, FieldPath path, List<FieldError> errors) {
    JsonNode rules = schema.path("x-kubernetes-validations");
    for (int i = 0; i < rules.size(); i++) {
      FieldPath at = path.child("x-kubernetes-validations").index(i);
      texts(rules.get(i), at, errors);
      reason(rules.get(i), at, errors);
      fieldPath(rules.get(i), schema, at, errors);
    }
  }

  private static void texts(JsonNode rule, FieldPath path, List<FieldError> errors) {
    String expression = rule.path("rule").asText("").strip();
    String given = rule.path("message").asText("");
    String message = given.strip();
    FieldPath at = path.child("message");
    if (expression.isEmpty()) {
      errors.add(FieldError.required(path.child("rule"), "rule is not specified"));
    } else if (!given.isEmpty() && message.isEmpty()) {
      errors.add(FieldError.invalid(at, given, "must be non-empty if specified"));
    } else if (hasLineBreak(message)) {
      errors.add(FieldError.invalid(at, given, "must not contain line breaks"));
    } else if (hasLineBreak(expression) && message.isEmpty()) {
      errors.add(FieldError.required(at, "message must be specified if rule contains line breaks"));
    }
    String computed = rule.path("messageExpression").asText("");
    if (!computed.isEmpty() && computed.isBlank()) {
      errors.add(
          FieldError.required(
              path.child("messageExpression"), "messageExpression must be non-empty if specified"));
    }
  }

  private static void reason(JsonNode rule, FieldPath path, List<FieldError> errors) {
    JsonNode reason = rule.path("reason");
    if (reason.isTextual() && !REASONS.contains(reason.asText())) {
      errors.add(FieldError.notSupported(path.child("reason"), reason, REASONS));
    }
  }

  private static void fieldPath(
      JsonNode rule, JsonNode schema, FieldPath path, List<FieldError> errors) {
    String given = rule.path("fieldPath").asText("");
    FieldPath at = path.child("fieldPath");
    if (given.isEmpty()) {
      return;
    }
    if (given.isBlank()) {
      errors.add(FieldError.invalid(at, given, "must be non-empty if specified"));
    }
    if (hasLineBreak(given)) {
      errors.add(FieldError.invalid(at, given, "must not contain line breaks"));
    }
    if (!SchemaPath.find(given, schema, true).problem().isEmpty()) {
      errors.add(FieldError.invalid(at, given, "must be a valid path"));
    }
  }

  private static boolean hasLineBreak(String text) {
    return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
  }
}
