// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldErrorType;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.schema.Correlation;
import io.slipway.controlplane.apiserver.schema.Rule;
import io.slipway.controlplane.apiserver.schema.SchemaNode;
import io.slipway.controlplane.apiserver.schema.SchemaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Walks an object along its schema and evaluates the rules that stand on the way. */
final class RuleCheck {
  private static final int LONGEST_MESSAGE = 5 * 1024;
  private static final String NO_BUDGET =
      "validation failed due to running out of cost budget, no further validation rules will be"
          + " run";

  private final Rules rules;
  private final RuleBudget budget = new RuleBudget();
  private final List<FieldError> errors = new ArrayList<>(0);

  RuleCheck(Rules rules) {
    this.rules = rules;
  }

  List<FieldError> errors() {
    return errors;
  }

  /**
   * The value before an update.
   *
   * @param current null if this value has no pair
   * @param nearest the pair of the nearest place above that has one
   */
  record Pairing(@Nullable Correlation current, @Nullable Correlation nearest) {
    Pairing field(String name) {
      return current == null ? this : new Pairing(current.field(name), current);
    }

    Pairing item(int index) {
      return current == null ? this : new Pairing(current.item(index), current);
    }

    /** What was wrong before and is as it was is let pass. */
    boolean isUnchanged() {
      Correlation compared = current != null ? current : nearest;
      return compared != null && compared.isUnchanged();
    }
  }

  void value(SchemaNode schema, boolean resource, JsonNode value, FieldPath path, Pairing pairing) {
    if (!schema.hasRules() || value.isNull() || budget.isSpent()) {
      return;
    }
    if (!schema.rules().isEmpty()) {
      evaluate(schema, resource, value, path, pairing);
    }
    if (value.isArray()) {
      SchemaNode items = schema.items();
      for (int i = 0; items != null && i < value.size(); i++) {
        value(items, items.embedded(), value.get(i), path.index(i), pairing.item(i));
      }
    } else if (value.isObject()) {
      fields(schema, value, path, pairing);
    }
  }

  private void fields(SchemaNode schema, JsonNode value, FieldPath path, Pairing pairing) {
    SchemaNode additional = schema.additional();
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String name = field.getKey();
      SchemaNode property = schema.property(name);
      if (property != null) {
        boolean resource = property.embedded();
        value(property, resource, field.getValue(), path.child(name), pairing.field(name));
      } else if (additional != null) {
        boolean resource = additional.embedded();
        value(additional, resource, field.getValue(), path.key(name), pairing.field(name));
      }
    }
  }

  private void evaluate(
      SchemaNode schema, boolean resource, JsonNode value, FieldPath path, Pairing pairing) {
    Place place = new Place(schema, resource, value, path, pairing);
    Object self = RuleValues.of(value, schema, resource);
    Correlation correlation = pairing.current();
    Object old =
        correlation == null || correlation.old().isNull()
            ? null
            : RuleValues.of(correlation.old(), schema, resource);
    for (CompiledRule rule : rules.at(schema, resource)) {
      if (budget.isSpent()) {
        return;
      }
      boolean optional = rule.rule().optionalOldSelf();
      if (!rule.usesOldSelf() || old != null || optional) {
        one(rule, RuleCompiler.variables(self, old, optional), place);
      }
    }
  }

  /** Where a rule is evaluated. */
  private record Place(
      SchemaNode schema, boolean resource, JsonNode value, FieldPath path, Pairing pairing) {
    String type() {
      SchemaType type = resource ? SchemaType.OBJECT : schema.type();
      return type == null ? "" : type.word();
    }
  }

  private void one(CompiledRule rule, Map<String, Object> variables, Place place) {
    CelRuntime.Program program = rule.program();
    if (program == null) {
      fail(place, "rule compile error: " + rule.problem());
      return;
    }
    try {
      budget.begin();
      Object result = program.trace(variables, (expression, value) -> budget.step());
      if (!Boolean.TRUE.equals(result)) {
        report(rule, variables, place);
      }
    } catch (RuleBudget.SpentException _) {
      spent(place);
    } catch (CelEvaluationException e) {
      if (e.getCause() instanceof RuleBudget.SpentException) {
        spent(place);
      } else {
        failed(rule, place, e);
      }
    }
  }

  private void spent(Place place) {
    budget.end();
    fail(place, NO_BUDGET);
  }

  private void failed(CompiledRule rule, Place place, CelEvaluationException e) {
    String shown = rule.rule().shown();
    if (e.getErrorCode() == CelErrorCode.OVERLOAD_NOT_FOUND) {
      fail(
          place,
          "'no such overload': call arguments did not match a supported operator, function or macro"
              + " signature for rule: "
              + shown);
    } else {
      fail(place, EvaluationWords.of(e) + " evaluating rule: " + shown);
    }
  }

  private void fail(Place place, String detail) {
    errors.add(FieldError.invalid(place.path(), place.type(), detail));
  }

  private void report(CompiledRule rule, Map<String, Object> variables, Place place) {
    if (!rule.usesOldSelf() && place.pairing().isUnchanged()) {
      return;
    }
    String computed = message(rule, variables, place);
    String detail = computed.isEmpty() ? words(rule.rule()) : computed;
    FieldPath path = RulePath.under(place.path(), rule.rule().fieldPath(), place.schema());
    boolean whole = place.value().isContainerNode();
    JsonNode shown = whole ? null : place.value();
    errors.add(
        switch (rule.rule().reason()) {
          case "FieldValueForbidden" -> FieldError.forbidden(path, detail);
          case "FieldValueRequired" -> FieldError.required(path, detail);
          case "FieldValueDuplicate" ->
              new FieldError(FieldErrorType.DUPLICATE, path.text(), shown, "");
          default -> new FieldError(FieldErrorType.INVALID, path.text(), shown, detail);
        });
  }

  private static String words(Rule rule) {
    return rule.message().isEmpty() ? "failed rule: " + rule.shown() : rule.message().strip();
  }

  /** The computed message; empty if there is none, or none that can be used. */
  private String message(CompiledRule rule, Map<String, Object> variables, Place place) {
    CelRuntime.Program program = rule.message();
    if (program == null) {
      return "";
    }
    try {
      budget.begin();
      Object result = program.trace(variables, (expression, value) -> budget.step());
      String text = result instanceof String given ? given.strip() : "";
      boolean usable = text.length() <= LONGEST_MESSAGE && text.indexOf('\n') < 0;
      return usable ? text : "";
    } catch (RuleBudget.SpentException _) {
      spent(place);
      return "";
    } catch (CelEvaluationException _) {
      return ""; // the rule's own message is said instead
    }
  }
}
