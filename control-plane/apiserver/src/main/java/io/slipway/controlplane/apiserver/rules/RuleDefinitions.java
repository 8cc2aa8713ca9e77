// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rules;

import com.fasterxml.jackson.databind.node.BooleanNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldErrorType;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.schema.ListKind;
import io.slipway.controlplane.apiserver.schema.SchemaNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the rules of a schema compile, asked when its definition is created. */
public final class RuleDefinitions {
  private final Rules rules;
  private final List<FieldError> errors;

  private RuleDefinitions(Rules rules, List<FieldError> errors) {
    this.rules = rules;
    this.errors = errors;
  }

  /** Adds what is wrong with the rules. */
  public static void check(SchemaNode schema, FieldPath path, List<FieldError> errors) {
    new RuleDefinitions(new Rules(schema), errors).place(schema, true, path, null);
  }

  /**
   * Looks at a place and below.
   *
   * @param apart the nearest place above whose values have no pair in an update; null if there is
   *     none
   */
  private void place(
      SchemaNode schema, boolean resource, FieldPath path, @Nullable FieldPath apart) {
    if (!schema.hasRules()) {
      return;
    }
    if (!schema.rules().isEmpty()) {
      List<CompiledRule> compiled = rules.at(schema, resource);
      for (int i = 0; i < compiled.size(); i++) {
        one(compiled.get(i), path.child("x-kubernetes-validations").index(i), apart);
      }
    }
    SchemaNode items = schema.items();
    if (items != null) {
      boolean keyed = schema.listKind() == ListKind.MAP;
      FieldPath below = apart != null ? apart : keyed ? null : path;
      place(items, items.embedded(), path.child("items"), below);
    }
    SchemaNode additional = schema.additional();
    if (additional != null) {
      place(additional, additional.embedded(), path.child("additionalProperties"), apart);
    }
    for (String name : schema.propertyNames()) {
      SchemaNode property = schema.property(name);
      if (property != null) {
        place(property, property.embedded(), path.child("properties").key(name), apart);
      }
    }
  }

  private void one(CompiledRule rule, FieldPath path, @Nullable FieldPath apart) {
    if (!rule.problem().isEmpty()) {
      refuse(path.child("rule"), rule.problem());
      return;
    }
    if (!rule.messageProblem().isEmpty()) {
      refuse(path.child("messageExpression"), rule.messageProblem());
    }
    if (rule.usesOldSelf() && apart != null) {
      errors.add(
          FieldError.invalid(
              path.child("rule"),
              rule.rule().rule(),
              "oldSelf cannot be used on the uncorrelatable portion of the schema within "
                  + apart));
    } else if (!rule.usesOldSelf() && rule.rule().optionalOldSelf()) {
      errors.add(
          FieldError.invalid(
              path.child("optionalOldSelf"),
              BooleanNode.TRUE,
              "may not be set if oldSelf is not used in rule"));
    }
  }

  private void refuse(FieldPath path, String problem) {
    // Kubernetes shows the whole rule as the value; its text is in the problem anyway.
    errors.add(new FieldError(FieldErrorType.INVALID, path.text(), null, problem));
  }
}
