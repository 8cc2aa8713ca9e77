// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import java.util.List;
import java.util.Map;

/** Which words a schema may use, and with which others. */
final class SchemaRules {
  private static final List<String> TYPES =
      List.of("array", "boolean", "integer", "number", "object", "string");

  /** Words of JSON schema that definitions may not use. */
  private static final List<String> REFUSED =
      List.of("id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref");

  private final List<FieldError> errors;

  private SchemaRules(List<FieldError> errors) {
    this.errors = errors;
  }

  static void check(JsonNode schema, FieldPath path, List<FieldError> errors) {
    new SchemaRules(errors).check(schema, path, new Place(true, false, ""));
  }

  /**
   * What holds at a place because of where it is.
   *
   * @param root whether it is the object as a whole
   * @param meta whether it is inside of what says what a resource is
   * @param noDefaults why there may be no default; empty if there may
   */
  private record Place(boolean root, boolean meta, String noDefaults) {
    Place below() {
      return new Place(false, meta, noDefaults);
    }

    Place property(String name, boolean resource) {
      boolean isMeta =
          resource && (name.equals("metadata") || name.equals("kind") || name.equals("apiVersion"));
      if (!isMeta) {
        return below();
      }
      return new Place(false, true, root ? " in top-level " + name : noDefaults);
    }

    Place value() {
      String why = meta ? " inside additionalProperties applying to object metadata" : noDefaults;
      return new Place(false, meta, why);
    }
  }

  private void check(JsonNode schema, FieldPath path, Place place) {
    words(schema, path, place);
    JsonNode additional = schema.path("additionalProperties");
    JsonNode properties = schema.path("properties");
    if (!additional.isMissingNode()
        && !properties.isEmpty()
        && (additional.isObject() || !additional.asBoolean())) {
      errors.add(
          FieldError.forbidden(
              path.child("additionalProperties"),
              "additionalProperties and properties are mutual exclusive"));
    }
    if (additional.isObject()) {
      check(additional, path.child("additionalProperties"), place.value());
    }
    boolean resource =
        place.root() || StructuralRules.flag(schema, "x-kubernetes-embedded-resource");
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      String name = property.getKey();
      FieldPath at = path.child("properties").key(name);
      check(property.getValue(), at, place.property(name, resource));
    }
    nested(schema, path, place);
    ListRules.check(schema, path, errors);
    RuleRules.check(schema, path, errors);
  }

  private void nested(JsonNode schema, FieldPath path, Place place) {
    if (schema.path("not").isObject()) {
      check(schema.get("not"), path.child("not"), place.below());
    }
    for (String word : List.of("allOf", "oneOf", "anyOf")) {
      JsonNode each = schema.path(word);
      for (int i = 0; i < each.size(); i++) {
        check(each.get(i), path.child(word).index(i), place.below());
      }
    }
    if (schema.path("items").isObject()) {
      check(schema.get("items"), path.child("items"), place.below());
    }
  }

  private void words(JsonNode schema, FieldPath path, Place place) {
    JsonNode type = schema.path("type");
    if (!type.asText("").isEmpty() && !TYPES.contains(type.asText())) {
      errors.add(FieldError.notSupported(path.child("type"), type, TYPES));
    }
    if (type.asText("").equals("null")) {
      errors.add(
          FieldError.forbidden(
              path.child("type"), "type cannot be set to null, use nullable as an alternative"));
    }
    if (schema.hasNonNull("default") && !place.noDefaults().isEmpty()) {
      errors.add(
          FieldError.forbidden(path.child("default"), "must not be set" + place.noDefaults()));
    }
    for (String word : REFUSED) {
      if (schema.hasNonNull(word)) {
        errors.add(FieldError.forbidden(path.child(word), word + " is not supported"));
      }
    }
    if (schema.path("items").isArray()) {
      errors.add(
          FieldError.forbidden(
              path.child("items"), "items must be a schema object and not an array"));
    }
    flags(schema, path, place);
  }

  private void flags(JsonNode schema, FieldPath path, Place place) {
    if (place.meta() && StructuralRules.flag(schema, "x-kubernetes-embedded-resource")) {
      errors.add(
          FieldError.forbidden(
              path.child("x-kubernetes-embedded-resource"),
              "must not be used inside of resource meta"));
    }
    if (StructuralRules.flag(schema, "uniqueItems")) {
      errors.add(
          FieldError.forbidden(
              path.child("uniqueItems"),
              "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
    }
    JsonNode preserve = schema.path("x-kubernetes-preserve-unknown-fields");
    if (preserve.isBoolean() && !preserve.booleanValue()) {
      errors.add(
          FieldError.invalid(
              path.child("x-kubernetes-preserve-unknown-fields"),
              preserve,
              "must be true or undefined"));
    }
  }
}
