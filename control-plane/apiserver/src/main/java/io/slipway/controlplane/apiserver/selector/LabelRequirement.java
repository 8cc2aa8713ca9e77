// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.NameSyntax;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one label must be. */
record LabelRequirement(String key, LabelOperator operator, List<String> values) {
  private static final FieldPath VALUES = FieldPath.of("values");

  LabelRequirement {
    values = List.copyOf(values);
  }

  /** A requirement that makes sense. */
  static LabelRequirement of(String key, LabelOperator operator, List<String> values)
      throws SelectorSyntaxException {
    List<FieldError> errors = new ArrayList<>();
    List<String> problems = NameSyntax.qualifiedName(key);
    if (!problems.isEmpty()) {
      errors.add(FieldError.invalid(FieldPath.of("key"), key, String.join("; ", problems)));
    }
    checkCount(operator, values, errors);
    for (int i = 0; i < values.size(); i++) {
      List<String> wrong = NameSyntax.labelValue(values.get(i));
      if (!wrong.isEmpty()) {
        FieldPath path = VALUES.index(i).key(key);
        errors.add(FieldError.invalid(path, values.get(i), String.join("; ", wrong)));
      }
    }
    if (!errors.isEmpty()) {
      throw new SelectorSyntaxException(FieldError.message(errors));
    }
    return new LabelRequirement(key, operator, values);
  }

  private static void checkCount(
      LabelOperator operator, List<String> values, List<FieldError> errors) {
    switch (operator) {
      case IN, NOT_IN ->
          require(
              !values.isEmpty(),
              values,
              "for 'in', 'notin' operators, values set can't be empty",
              errors);
      case EQUALS, DOUBLE_EQUALS, NOT_EQUALS ->
          require(
              values.size() == 1,
              values,
              "exact-match compatibility requires one single value",
              errors);
      case EXISTS, DOES_NOT_EXIST ->
          require(
              values.isEmpty(),
              values,
              "values set must be empty for exists and does not exist",
              errors);
      case GREATER, LESS -> {
        require(
            values.size() == 1,
            values,
            "for 'Gt', 'Lt' operators, exactly one value is required",
            errors);
        for (int i = 0; i < values.size(); i++) {
          if (number(values.get(i)) == null) {
            errors.add(
                FieldError.invalid(
                    VALUES.index(i),
                    values.get(i),
                    "for 'Gt', 'Lt' operators, the value must be an integer"));
          }
        }
      }
    }
  }

  private static void require(
      boolean holds, List<String> values, String detail, List<FieldError> errors) {
    if (!holds) {
      errors.add(FieldError.invalid(VALUES, json(values), detail));
    }
  }

  private static JsonNode json(List<String> values) {
    if (values.isEmpty()) {
      return NullNode.instance;
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    values.forEach(array::add);
    return array;
  }

  /** Whether a label with this value, null for none, meets the requirement. */
  boolean matches(@Nullable String value) {
    return switch (operator) {
      case IN, EQUALS, DOUBLE_EQUALS -> value != null && values.contains(value);
      case NOT_IN, NOT_EQUALS -> value == null || !values.contains(value);
      case EXISTS -> value != null;
      case DOES_NOT_EXIST -> value == null;
      case GREATER -> compared(value) > 0;
      case LESS -> compared(value) < 0;
    };
  }

  /** Zero if they cannot be compared. */
  private int compared(@Nullable String value) {
    Long label = value == null ? null : number(value);
    Long limit = number(values.getFirst());
    return label == null || limit == null ? 0 : Long.compare(label, limit);
  }

  private static @Nullable Long number(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException _) {
      return null;
    }
  }

  @Override
  public String toString() {
    String list = String.join(",", values.stream().sorted().toList());
    return switch (operator) {
      case EXISTS -> key;
      case DOES_NOT_EXIST -> operator.sign() + key;
      case IN, NOT_IN -> key + operator.sign() + '(' + list + ')';
      case EQUALS, DOUBLE_EQUALS, NOT_EQUALS, GREATER, LESS -> key + operator.sign() + list;
    };
  }
}
