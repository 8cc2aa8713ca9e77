// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import java.util.List;
import java.util.Map;

/** What logic says of a place must be a place that is described outside of the logic. */
final class Completeness {
  private static final List<String> LOGIC = List.of("allOf", "anyOf", "oneOf");

  private Completeness() {}

  static void check(JsonNode schema, FieldPath path, List<FieldError> errors) {
    logic(schema, schema, path, path, errors);
  }

  private static void logic(
      JsonNode values, JsonNode schema, FieldPath at, FieldPath from, List<FieldError> errors) {
    JsonNode not = values.path("not");
    if (not.isObject()) {
      nested(not, schema, at, from.child("not"), errors);
    }
    for (String word : LOGIC) {
      JsonNode each = values.path(word);
      for (int i = 0; i < each.size(); i++) {
        nested(each.get(i), schema, at, from.child(word).index(i), errors);
      }
    }
  }

  private static void nested(
      JsonNode values, JsonNode schema, FieldPath at, FieldPath from, List<FieldError> errors) {
    if (!schema.isObject()) {
      errors.add(FieldError.required(at, "because it is defined in " + from));
      return;
    }
    logic(values, schema, at, from, errors);
    JsonNode items = values.path("items");
    if (items.isObject()) {
      nested(items, schema.path("items"), at.child("items"), from.child("items"), errors);
    }
    for (Map.Entry<String, JsonNode> property : values.path("properties").properties()) {
      String name = property.getKey();
      nested(
          property.getValue(),
          schema.path("properties").path(name),
          at.child("properties").key(name),
          from.child("properties").key(name),
          errors);
    }
  }
}
