// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What makes a schema structural: every place has a type of its own, and what is combined by logic
 * only narrows values of places that are described outside of it.
 */
final class StructuralRules {
  private static final List<String> NESTED_TEXTS = List.of("type", "title", "description");
  private static final List<String> NESTED_FLAGS =
      List.of(
          "nullable",
          "x-kubernetes-preserve-unknown-fields",
          "x-kubernetes-embedded-resource",
          "x-kubernetes-int-or-string");

  private final List<FieldError> errors = new ArrayList<>();

  private StructuralRules() {}

  /** Where in a schema a place is: the words of errors differ. */
  private enum Place {
    ROOT("must not be empty at the root"),
    ITEM("must not be empty for specified array items"),
    FIELD("must not be empty for specified object fields");

    private final String noType;

    Place(String noType) {
      this.noType = noType;
    }
  }

  /** What is wrong with a schema, in the order of the words. */
  static List<FieldError> check(JsonNode schema, FieldPath path) {
    StructuralRules rules = new StructuralRules();
    rules.place(schema, Place.ROOT, path);
    Completeness.check(schema, path, rules.errors);
    rules.errors.sort(Comparator.comparing(FieldError::message));
    return rules.errors;
  }

  private void place(JsonNode schema, Place place, FieldPath path) {
    String type = schema.path("type").asText("");
    JsonNode items = schema.path("items");
    if (type.equals("array") && !items.isObject()) {
      errors.add(FieldError.required(path.child("items"), "must be specified"));
    }
    if (items.isObject()) {
      place(items, Place.ITEM, path.child("items"));
    }
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      FieldPath at = path.child("properties").key(property.getKey());
      place(property.getValue(), Place.FIELD, at);
    }
    additional(schema.path("additionalProperties"), place, path.child("additionalProperties"));
    extensions(schema, path);
    boolean plain = isIntegerOrString(schema.path("anyOf"));
    boolean first = isIntegerOrString(schema.path("allOf").path(0).path("anyOf"));
    values(schema, plain, first, path);
    type(schema, type, place, path);
    meta(schema, place, path);
  }

  private void additional(JsonNode additional, Place place, FieldPath path) {
    if (additional.isMissingNode()) {
      return;
    }
    if (place == Place.ROOT) {
      errors.add(FieldError.forbidden(path, "must not be used at the root"));
    }
    if (additional.isObject()) {
      place(additional, Place.FIELD, path);
    }
  }

  private void extensions(JsonNode schema, FieldPath path) {
    if (!flag(schema, "x-kubernetes-int-or-string")) {
      return;
    }
    for (String other :
        List.of("x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource")) {
      if (flag(schema, other)) {
        errors.add(
            FieldError.invalid(
                path.child(other),
                schema.get(other),
                "must be false if x-kubernetes-int-or-string is true"));
      }
    }
  }

  private void type(JsonNode schema, String type, Place place, FieldPath path) {
    FieldPath at = path.child("type");
    boolean embedded = flag(schema, "x-kubernetes-embedded-resource");
    boolean open =
        flag(schema, "x-kubernetes-int-or-string")
            || flag(schema, "x-kubernetes-preserve-unknown-fields");
    if (embedded && !type.equals("object")) {
      String detail = "must be object if x-kubernetes-embedded-resource is true";
      errors.add(
          type.isEmpty() ? FieldError.required(at, detail) : FieldError.invalid(at, type, detail));
    } else if (type.isEmpty() && !open) {
      errors.add(FieldError.required(at, place.noType));
    }
    if (embedded && schema.has("additionalProperties")) {
      errors.add(
          FieldError.forbidden(
              path.child("additionalProperties"),
              "must not be used if x-kubernetes-embedded-resource is set"));
    }
    if (place == Place.ROOT && !type.isEmpty() && !type.equals("object")) {
      errors.add(FieldError.invalid(at, type, "must be object at the root"));
    }
  }

  private void meta(JsonNode schema, Place place, FieldPath path) {
    boolean embedded = flag(schema, "x-kubernetes-embedded-resource");
    JsonNode properties = schema.path("properties");
    boolean resource = place == Place.ROOT || embedded;
    for (String name : List.of("kind", "apiVersion")) {
      mustBe("string", properties.path(name), resource, path.child("properties").key(name));
    }
    JsonNode metadata = properties.path("metadata");
    FieldPath at = path.child("properties").key("metadata");
    mustBe("object", metadata, resource, at);
    if (place == Place.ROOT && !metadata.isMissingNode() && !isOnlyNames(metadata)) {
      errors.add(
          FieldError.forbidden(
              at,
              "must not specify anything other than name and generateName, but metadata is"
                  + " implicitly specified"));
    }
    if (embedded && !flag(schema, "x-kubernetes-preserve-unknown-fields") && properties.isEmpty()) {
      errors.add(
          FieldError.required(
              path.child("properties"),
              "must not be empty if x-kubernetes-embedded-resource is true without"
                  + " x-kubernetes-preserve-unknown-fields"));
    }
  }

  private void mustBe(String type, JsonNode property, boolean resource, FieldPath path) {
    if (resource && !property.isMissingNode()) {
      String actual = property.path("type").asText("");
      if (!actual.equals(type)) {
        errors.add(FieldError.invalid(path.child("type"), actual, "must be " + type));
      }
    }
  }

  private static boolean isOnlyNames(JsonNode metadata) {
    for (Map.Entry<String, JsonNode> field : metadata.properties()) {
      switch (field.getKey()) {
        case "type", "default" -> {}
        case "properties" -> {
          for (Map.Entry<String, JsonNode> property : field.getValue().properties()) {
            if (!property.getKey().equals("name") && !property.getKey().equals("generateName")) {
              return false;
            }
          }
        }
        default -> {
          return false;
        }
      }
    }
    return true;
  }

  static boolean isIntegerOrString(JsonNode anyOf) {
    return anyOf.size() == 2
        && anyOf.get(0).size() == 1
        && anyOf.get(0).path("type").asText("").equals("integer")
        && anyOf.get(1).size() == 1
        && anyOf.get(1).path("type").asText("").equals("string");
  }

  private void values(JsonNode schema, boolean skipAnyOf, boolean skipFirst, FieldPath path) {
    if (!skipAnyOf) {
      nested(schema.path("anyOf"), path.child("anyOf"), false);
    }
    nested(schema.path("allOf"), path.child("allOf"), skipFirst);
    nested(schema.path("oneOf"), path.child("oneOf"), false);
    JsonNode not = schema.path("not");
    if (not.isObject()) {
      nested(not, false, path.child("not"));
    }
    String pattern = schema.path("pattern").asText("");
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      String detail = "must be a valid regular expression, but isn't: " + e.getMessage();
      errors.add(FieldError.invalid(path.child("pattern"), pattern, detail));
    }
  }

  private void nested(JsonNode schemas, FieldPath path, boolean skipFirst) {
    for (int i = 0; i < schemas.size(); i++) {
      nested(schemas.get(i), skipFirst && i == 0, path.index(i));
    }
  }

  private void nested(JsonNode schema, boolean skipAnyOf, FieldPath path) {
    values(schema, skipAnyOf, false, path);
    if (schema.path("items").isObject()) {
      nested(schema.get("items"), false, path.child("items"));
    }
    JsonNode properties = schema.path("properties");
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      FieldPath at = path.child("properties").key(property.getKey());
      nested(property.getValue(), false, at);
    }
    for (String word : NESTED_TEXTS) {
      forbid(!schema.path(word).asText("").isEmpty(), path.child(word), "empty");
    }
    forbid(
        isGiven(schema.path("additionalProperties")),
        path.child("additionalProperties"),
        "undefined");
    forbid(schema.hasNonNull("default"), path.child("default"), "undefined");
    for (String word : NESTED_FLAGS) {
      forbid(flag(schema, word), path.child(word), "false");
    }
    nestedLists(schema, path);
    if (properties.has("metadata")) {
      errors.add(
          FieldError.forbidden(
              path.child("properties").key("metadata"),
              "must not be specified in a nested context"));
    }
  }

  private static boolean isGiven(JsonNode additional) {
    return additional.isObject() || additional.asBoolean(false);
  }

  private void nestedLists(JsonNode schema, FieldPath path) {
    for (String word : List.of("x-kubernetes-list-map-keys", "x-kubernetes-validations")) {
      forbid(!schema.path(word).isEmpty(), path.child(word), "empty");
    }
    for (String word : List.of("x-kubernetes-list-type", "x-kubernetes-map-type")) {
      forbid(schema.hasNonNull(word), path.child(word), "undefined");
    }
  }

  private void forbid(boolean given, FieldPath path, String wanted) {
    if (given) {
      errors.add(FieldError.forbidden(path, "must be " + wanted + " to be structural"));
    }
  }

  static boolean flag(JsonNode schema, String word) {
    return schema.path(word).asBoolean(false);
  }
}
