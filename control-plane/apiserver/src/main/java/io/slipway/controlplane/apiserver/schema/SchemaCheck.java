// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.schema.Json.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds a value against a schema, in the order and with the words of Kubernetes' validator. With a
 * correlation to the value that is there already, what was wrong before and has not changed is let
 * pass.
 */
final class SchemaCheck {
  private SchemaCheck() {}

  static Verdict check(SchemaNode schema, JsonNode value) {
    Verdict verdict = new Verdict();
    all(schema, value, Trail.root(), null, verdict);
    return verdict;
  }

  /** As {@link #check}, with faults that an update did not bring forgiven. */
  static Verdict checkUpdate(SchemaNode schema, Correlation correlation) {
    Verdict verdict = new Verdict();
    ratcheted(schema, correlation, Trail.root(), verdict);
    return verdict;
  }

  private static void ratcheted(
      SchemaNode schema, Correlation correlation, Trail trail, Verdict verdict) {
    Verdict own = new Verdict();
    all(schema, correlation.value(), trail, correlation, own);
    if (own.isValid() || !correlation.isUnchanged()) {
      verdict.merge(own);
    } else {
      verdict.count(own.checks());
    }
  }

  static void all(
      SchemaNode schema,
      JsonNode value,
      Trail trail,
      @Nullable Correlation correlation,
      Verdict verdict) {
    Kind kind = Json.kind(value);
    ValueCheck.type(schema, kind, value, trail, verdict);
    if (kind == Kind.NULL) {
      ValueCheck.choice(schema, kind, value, trail, verdict);
      return;
    }
    Logic logic = schema.logic();
    if (logic != null && !isPlain(schema, kind, logic, verdict)) {
      LogicCheck.check(logic, value, trail, verdict);
    }
    verdict.count(2); // the combinations, also where there are none
    switch (kind) {
      case STRING -> text(schema, value, trail, verdict);
      case INTEGER, NUMBER -> {
        ValueCheck.number(schema, kind, value, trail, verdict);
        verdict.count(2);
      }
      case ARRAY -> items(schema, value, trail, correlation, verdict);
      case BOOLEAN, OBJECT, NULL -> {}
    }
    ValueCheck.choice(schema, kind, value, trail, verdict);
    verdict.count();
    if (kind == Kind.OBJECT) {
      fields(schema, value, trail, correlation, verdict);
      verdict.count();
    }
    verdict.count();
  }

  /**
   * Whether the combination is the usual one of int-or-string, and holds: no need to look deeper.
   */
  private static boolean isPlain(SchemaNode schema, Kind kind, Logic logic, Verdict verdict) {
    if (!schema.is(SchemaNode.PLAIN_INT_OR_STRING)
        || (kind != Kind.STRING && kind != Kind.INTEGER)
        || !logic.allOf().isEmpty()
        || !logic.oneOf().isEmpty()
        || logic.not() != null) {
      return false;
    }
    // As many as the alternative that holds would have counted.
    verdict.count(kind == Kind.STRING ? 7 : 8);
    return true;
  }

  private static void text(SchemaNode schema, JsonNode value, Trail trail, Verdict verdict) {
    ValueCheck.text(schema, value, trail, verdict);
    verdict.count();
    if (Formats.isTextFormat(schema.format())) {
      ValueCheck.format(schema, value, trail, verdict);
      verdict.count();
    }
  }

  private static void items(
      SchemaNode schema,
      JsonNode list,
      Trail trail,
      @Nullable Correlation correlation,
      Verdict verdict) {
    SchemaNode items = schema.items();
    if (items != null) {
      for (int i = 0; i < list.size(); i++) {
        Correlation old = correlation == null ? null : correlation.item(i);
        one(items, list.get(i), trail.item(i), old, verdict);
      }
    }
    Limits limits = schema.limits();
    if (limits != null && limits.minItems() != null && list.size() < limits.minItems()) {
      String rule = "should have at least " + limits.minItems() + " items";
      verdict.add(Fault.tooFew(trail, list.size(), rule));
    }
    if (limits != null && limits.maxItems() != null && list.size() > limits.maxItems()) {
      verdict.add(Fault.tooMany(trail, list.size(), limits.maxItems(), "items"));
    }
    if (schema.is(SchemaNode.UNIQUE_ITEMS) && KeyedLists.hasEqualItems(list)) {
      verdict.add(Fault.nothingShown(trail, "shouldn't contain duplicates"));
    }
    verdict.count(2);
  }

  private static void one(
      SchemaNode schema,
      JsonNode value,
      Trail trail,
      @Nullable Correlation correlation,
      Verdict verdict) {
    if (correlation == null) {
      all(schema, value, trail, null, verdict);
    } else {
      ratcheted(schema, correlation, trail, verdict);
    }
  }

  private static void fields(
      SchemaNode schema,
      JsonNode object,
      Trail trail,
      @Nullable Correlation correlation,
      Verdict verdict) {
    counts(schema, object, trail, verdict);
    SchemaNode additional = schema.additional();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = field.getKey();
      SchemaNode property = schema.property(name);
      if (property != null) {
        Correlation old = correlation == null ? null : correlation.field(name);
        one(property, field.getValue(), trail.property(name), old, verdict);
      } else if (additional != null) {
        Correlation old = correlation == null ? null : correlation.field(name);
        one(additional, field.getValue(), trail.entry(name), old, verdict);
      } else if (schema.is(SchemaNode.ADDITIONAL_NONE)) {
        verdict.add(Fault.forbiddenProperty(trail, name));
      }
    }
    for (String name : schema.required()) {
      if (!object.has(name)) {
        verdict.add(Fault.required(trail, name));
      }
    }
  }

  private static void counts(SchemaNode schema, JsonNode object, Trail trail, Verdict verdict) {
    Limits limits = schema.limits();
    if (limits == null) {
      return;
    }
    int size = object.size();
    if (limits.minProperties() != null && size < limits.minProperties()) {
      String rule = "should have at least " + limits.minProperties() + " properties";
      verdict.add(Fault.tooFew(trail, size, rule));
    }
    if (limits.maxProperties() != null && size > limits.maxProperties()) {
      verdict.add(Fault.tooMany(trail, size, limits.maxProperties(), "properties"));
    }
  }
}
