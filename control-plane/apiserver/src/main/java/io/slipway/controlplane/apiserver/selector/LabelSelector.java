// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.selector;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.GoText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Selects objects by their labels: all requirements must hold. Immutable; printed as it is written
 * in a query.
 */
public final class LabelSelector {
  private static final LabelSelector EVERYTHING = new LabelSelector(List.of(), false);
  private static final LabelSelector NOTHING = new LabelSelector(List.of(), true);

  private final List<LabelRequirement> requirements;
  private final boolean nothing;

  private LabelSelector(List<LabelRequirement> requirements, boolean nothing) {
    this.requirements =
        requirements.stream().sorted(Comparator.comparing(LabelRequirement::key)).toList();
    this.nothing = nothing;
  }

  public static LabelSelector everything() {
    return EVERYTHING;
  }

  /**
   * Reads what a query says: {@code a=b,c in (d,e),!f}.
   *
   * @throws io.slipway.controlplane.apiserver.meta.ApiException if it is no selector
   */
  public static LabelSelector parse(String text) {
    try {
      List<LabelRequirement> requirements = new LabelSelectorParser(text).parse();
      return requirements.isEmpty() ? EVERYTHING : new LabelSelector(requirements, false);
    } catch (SelectorSyntaxException e) {
      throw ApiErrors.badRequest(e.problem());
    }
  }

  /**
   * Reads the selector of an object: {@code matchLabels} and {@code matchExpressions}. None, or
   * null, selects nothing; an empty one everything.
   *
   * @throws IllegalArgumentException if it is one that {@link LabelSelectorRules} refuse
   */
  public static LabelSelector of(@Nullable JsonNode selector) {
    if (selector == null || selector.isNull()) {
      return NOTHING;
    }
    List<LabelRequirement> requirements = new ArrayList<>();
    try {
      for (Map.Entry<String, JsonNode> label : selector.path("matchLabels").properties()) {
        List<String> value = List.of(label.getValue().asText(""));
        requirements.add(LabelRequirement.of(label.getKey(), LabelOperator.EQUALS, value));
      }
      for (JsonNode expression : selector.path("matchExpressions")) {
        requirements.add(expression(expression));
      }
    } catch (SelectorSyntaxException e) {
      throw new IllegalArgumentException(e.problem());
    }
    return requirements.isEmpty() ? EVERYTHING : new LabelSelector(requirements, false);
  }

  private static LabelRequirement expression(JsonNode expression) throws SelectorSyntaxException {
    String word = expression.path("operator").asText("");
    LabelOperator operator = LabelOperator.ofObject(word);
    if (operator == null) {
      throw new SelectorSyntaxException(
          GoText.quote(word) + " is not a valid label selector operator");
    }
    List<String> values = new ArrayList<>();
    expression.path("values").forEach(value -> values.add(value.asText("")));
    return LabelRequirement.of(expression.path("key").asText(""), operator, values);
  }

  /** Whether all objects are selected. */
  public boolean isEverything() {
    return !nothing && requirements.isEmpty();
  }

  /** Whether an object with these labels, a map or null, is selected. */
  public boolean matches(@Nullable JsonNode labels) {
    if (nothing) {
      return false;
    }
    for (LabelRequirement requirement : requirements) {
      JsonNode value = labels == null ? null : labels.get(requirement.key());
      if (!requirement.matches(value == null ? null : value.asText(""))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return String.join(",", requirements.stream().map(LabelRequirement::toString).toList());
  }
}
