// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a version of a kind may have beside its schema: subresources, columns, fields to select by.
 */
final class VersionRules {
  private static final int MOST_FIELDS = 8;
  private static final int LONGEST_WARNING = 256;
  private static final List<String> COLUMN_TYPES =
      List.of("boolean", "date", "integer", "number", "string");
  private static final List<String> COLUMN_FORMATS =
      List.of("byte", "date", "date-time", "double", "float", "int32", "int64", "password");

  private VersionRules() {}

  static void deprecation(JsonNode version, FieldPath path, List<FieldError> errors) {
    JsonNode warning = version.path("deprecationWarning");
    if (!warning.isTextual()) {
      return;
    }
    FieldPath at = path.child("deprecationWarning");
    String text = warning.textValue();
    if (!version.path("deprecated").asBoolean(false)) {
      errors.add(FieldError.invalid(at, text, "can only be set for deprecated versions"));
      return;
    }
    if (text.length() > LONGEST_WARNING) {
      errors.add(FieldError.invalid(at, text, "must be <= 256 characters long"));
    }
    if (text.isEmpty()) {
      errors.add(FieldError.invalid(at, text, "must not be an empty string"));
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        String detail =
            "must only contain printable UTF-8 characters; non-printable character found at index "
                + i;
        errors.add(FieldError.invalid(at, text, detail));
        return;
      }
    }
  }

  static void subresources(JsonNode subresources, FieldPath path, List<FieldError> errors) {
    JsonNode scale = subresources.path("scale");
    if (!scale.isObject()) {
      return;
    }
    scalePath(scale, "specReplicasPath", List.of(".spec."), path, errors);
    scalePath(scale, "statusReplicasPath", List.of(".status."), path, errors);
    if (!scale.path("labelSelectorPath").asText("").isEmpty()) {
      scalePath(scale, "labelSelectorPath", List.of(".spec.", ".status."), path, errors);
    }
  }

  private static void scalePath(
      JsonNode scale, String word, List<String> roots, FieldPath path, List<FieldError> errors) {
    String value = scale.path(word).asText("");
    FieldPath at = path.child("scale." + word);
    if (value.isEmpty()) {
      errors.add(FieldError.required(at, ""));
    } else if (value.charAt(0) != '.') {
      errors.add(FieldError.invalid(at, value, "must be a simple json path starting with ."));
    } else if (roots.stream().noneMatch(value::startsWith)) {
      String where = roots.size() == 1 ? withoutDot(roots.get(0)) : "either .spec or .status";
      errors.add(FieldError.invalid(at, value, "should be a json path under " + where));
    }
  }

  private static String withoutDot(String root) {
    return root.substring(0, root.length() - 1);
  }

  static void columns(JsonNode columns, FieldPath path, List<FieldError> errors) {
    for (int i = 0; i < columns.size(); i++) {
      column(columns.get(i), path.index(i), errors);
    }
  }

  private static void column(JsonNode column, FieldPath path, List<FieldError> errors) {
    if (column.path("name").asText("").isEmpty()) {
      errors.add(FieldError.required(path.child("name"), ""));
    }
    String type = column.path("type").asText("");
    String types = "must be one of " + String.join(",", COLUMN_TYPES);
    if (type.isEmpty()) {
      errors.add(FieldError.required(path.child("type"), types));
    } else if (!COLUMN_TYPES.contains(type)) {
      errors.add(FieldError.invalid(path.child("type"), type, types));
    }
    String format = column.path("format").asText("");
    if (!format.isEmpty() && !COLUMN_FORMATS.contains(format)) {
      String detail = "must be one of " + String.join(",", COLUMN_FORMATS);
      errors.add(FieldError.invalid(path.child("format"), format, detail));
    }
    String jsonPath = column.path("jsonPath").asText("");
    FieldPath at = path.child("JSONPath");
    if (jsonPath.isEmpty()) {
      errors.add(FieldError.required(at, ""));
    } else if (jsonPath.charAt(0) != '.') {
      errors.add(FieldError.invalid(at, jsonPath, "must be a simple json path starting with ."));
    }
  }

  static void selectableFields(
      JsonNode fields, JsonNode schema, FieldPath path, List<FieldError> errors) {
    Set<List<String>> seen = new HashSet<>();
    for (int i = 0; i < fields.size(); i++) {
      String jsonPath = fields.get(i).path("jsonPath").asText("");
      FieldPath at = path.index(i).child("jsonPath");
      if (jsonPath.isEmpty()) {
        errors.add(FieldError.required(at, ""));
        continue;
      }
      SchemaPath found = SchemaPath.find(jsonPath, schema, false);
      if (!found.problem().isEmpty()) {
        errors.add(FieldError.invalid(at, jsonPath, "is an invalid path: " + found.problem()));
        continue;
      }
      selectable(found, jsonPath, at, errors);
      if (!seen.add(found.names())) {
        errors.add(FieldError.duplicate(at, TextNode.valueOf(jsonPath)));
      }
    }
    if (seen.size() > MOST_FIELDS) {
      errors.add(FieldError.tooMany(path, seen.size(), MOST_FIELDS));
    }
  }

  private static void selectable(
      SchemaPath found, String jsonPath, FieldPath at, List<FieldError> errors) {
    if (found.names().get(0).equals("metadata")) {
      errors.add(FieldError.invalid(at, jsonPath, "must not point to fields in metadata"));
    }
    switch (found.schema().path("type").asText("")) {
      case "string", "boolean", "integer" -> {}
      default ->
          errors.add(
              FieldError.invalid(
                  at,
                  jsonPath,
                  "must point to a field of type string, boolean or integer. Enum string fields"
                      + " and strings with formats are allowed."));
    }
  }
}
