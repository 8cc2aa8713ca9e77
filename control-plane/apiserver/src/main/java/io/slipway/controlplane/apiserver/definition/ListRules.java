// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a schema may say of how lists and maps are merged. */
final class ListRules {
  private static final String LIST_TYPE = "x-kubernetes-list-type";
  private static final String MAP_TYPE = "x-kubernetes-map-type";
  private static final String KEYS = "x-kubernetes-list-map-keys";

  private ListRules() {}

  static void check(JsonNode schema, FieldPath path, List<FieldError> errors) {
    JsonNode mapType = schema.path(MAP_TYPE);
    if (mapType.isTextual()) {
      hasType("object", schema, MAP_TYPE, path, errors);
      oneOf(mapType, List.of("atomic", "granular"), path.child(MAP_TYPE), errors);
    }
    JsonNode listType = schema.path(LIST_TYPE);
    if (listType.isTextual()) {
      if (hasType("array", schema, LIST_TYPE, path, errors) && listType.asText().equals("set")) {
        setItems(schema.path("items"), path.child("items"), errors);
      }
      oneOf(listType, List.of("atomic", "set", "map"), path.child(LIST_TYPE), errors);
    }
    keys(schema, listType, path, errors);
    if (listType.asText("").equals("set") || listType.asText("").equals("map")) {
      items(schema, listType.asText(), path, errors);
    }
  }

  private static boolean hasType(
      String type, JsonNode schema, String word, FieldPath path, List<FieldError> errors) {
    String actual = schema.path("type").asText("");
    if (actual.equals(type)) {
      return true;
    }
    String detail = "must be " + type + " if " + word + " is specified";
    FieldPath at = path.child("type");
    errors.add(
        actual.isEmpty()
            ? FieldError.required(at, detail)
            : FieldError.invalid(at, actual, detail));
    return false;
  }

  private static void oneOf(
      JsonNode value, List<String> words, FieldPath path, List<FieldError> errors) {
    if (!words.contains(value.asText())) {
      errors.add(FieldError.notSupported(path, value, words));
    }
  }

  /** An item of a set is compared as a whole, so it must be merged as a whole. */
  private static void setItems(JsonNode items, FieldPath path, List<FieldError> errors) {
    String detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
    JsonNode listType = items.path(LIST_TYPE);
    JsonNode mapType = items.path(MAP_TYPE);
    switch (items.path("type").asText("")) {
      case "array" -> {
        if (listType.isTextual() && !listType.asText().equals("atomic")) {
          errors.add(FieldError.invalid(path.child(LIST_TYPE), listType, detail));
        }
      }
      case "object" -> {
        if (!mapType.asText("").equals("atomic")) {
          // Kubernetes shows the list type here, which an object has not.
          JsonNode shown = NullNode.instance;
          errors.add(FieldError.invalid(path.child(MAP_TYPE), shown, detail));
        }
      }
      default -> {}
    }
  }

  private static void keys(
      JsonNode schema, JsonNode listType, FieldPath path, List<FieldError> errors) {
    JsonNode keys = schema.path(KEYS);
    boolean map = listType.asText("").equals("map");
    if (!keys.isEmpty() && !map) {
      String detail = "must be map if x-kubernetes-list-map-keys is non-empty";
      FieldPath at = path.child(LIST_TYPE);
      errors.add(
          listType.isTextual()
              ? FieldError.invalid(at, listType, detail)
              : FieldError.required(at, detail));
    }
    if (!map) {
      return;
    }
    if (keys.isEmpty()) {
      errors.add(
          FieldError.required(
              path.child(KEYS), "must not be empty if x-kubernetes-list-type is map"));
    }
    JsonNode items = schema.path("items");
    if (items.isMissingNode()) {
      errors.add(
          FieldError.required(
              path.child("items"), "must have a schema if x-kubernetes-list-type is map"));
    } else if (items.path("type").asText("").equals("object")) {
      keyNames(keys, items, path, errors);
    } else if (items.isObject()) {
      errors.add(
          FieldError.invalid(
              path.child("items").child("type"),
              items.path("type").asText(""),
              "must be object if parent array's x-kubernetes-list-type is map"));
    }
  }

  private static void keyNames(
      JsonNode keys, JsonNode items, FieldPath path, List<FieldError> errors) {
    Set<String> seen = new HashSet<>();
    for (JsonNode key : keys) {
      String name = key.asText();
      JsonNode property = items.path("properties").path(name);
      String type = property.path("type").asText("");
      if (property.isMissingNode()) {
        errors.add(
            FieldError.invalid(
                path.child(KEYS), keys, "entries must all be names of item properties"));
      } else if (type.equals("array") || type.equals("object")) {
        errors.add(
            FieldError.invalid(
                path.child("items").child("properties").key(name).child("type"),
                items.path("type").asText(""),
                "must be a scalar type if parent array's x-kubernetes-list-type is map"));
      }
      if (!seen.add(name)) {
        errors.add(
            FieldError.invalid(path.child(KEYS), keys, "must not contain duplicate entries"));
      }
    }
  }

  private static void items(
      JsonNode schema, String listType, FieldPath path, List<FieldError> errors) {
    JsonNode items = schema.path("items");
    FieldPath at = path.child("items");
    if (StructuralRules.flag(items, "nullable")) {
      errors.add(
          FieldError.forbidden(
              at.child("nullable"),
              "cannot be nullable when x-kubernetes-list-type is " + listType));
    }
    if (!listType.equals("map")) {
      return;
    }
    Set<String> required = new HashSet<>();
    items.path("required").forEach(name -> required.add(name.asText()));
    for (JsonNode key : schema.path(KEYS)) {
      JsonNode property = items.path("properties").path(key.asText());
      FieldPath of = at.child("properties").key(key.asText());
      if (property.isObject() && !required.contains(key.asText()) && !property.has("default")) {
        errors.add(
            FieldError.required(
                of.child("default"),
                "this property is in x-kubernetes-list-map-keys, so it must have a default or be"
                    + " a required property"));
      }
      if (StructuralRules.flag(property, "nullable")) {
        errors.add(
            FieldError.forbidden(
                of.child("nullable"),
                "this property is in x-kubernetes-list-map-keys, so it cannot be nullable"));
      }
    }
  }
}
