// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.NameRule;
import io.slipway.controlplane.apiserver.meta.NameSyntax;
import io.slipway.controlplane.apiserver.meta.ObjectMetaRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Resources inside a resource: each says what it is, and its metadata follows the rules. */
final class EmbeddedResources {
  private EmbeddedResources() {}

  /** What is wrong with those inside of an object; the object itself is not looked at. */
  static List<FieldError> check(SchemaNode schema, JsonNode object) {
    List<FieldError> errors = new ArrayList<>(0);
    new SchemaWalk(
            SchemaNode.HAS_EMBEDDED,
            (node, value, path) -> {
              if (node.embedded() && value instanceof ObjectNode resource) {
                resource(resource, path, errors);
              }
            })
        .walk(schema, object, FieldPath.none());
    return errors;
  }

  private static void resource(ObjectNode object, FieldPath path, List<FieldError> errors) {
    apiVersion(object.get("apiVersion"), path.child("apiVersion"), errors);
    kind(object.get("kind"), path.child("kind"), errors);
    JsonNode metadata = object.get("metadata");
    if (metadata instanceof ObjectNode fields) {
      metadata(fields, path, errors);
    }
  }

  private static void apiVersion(
      @Nullable JsonNode value, FieldPath path, List<FieldError> errors) {
    if (isText(value, path, errors)) {
      String text = value == null ? "" : value.textValue();
      if (text.chars().filter(c -> c == '/').count() > 1) {
        errors.add(FieldError.invalid(path, text, "unexpected GroupVersion string: " + text));
      }
    }
  }

  private static void kind(@Nullable JsonNode value, FieldPath path, List<FieldError> errors) {
    if (isText(value, path, errors)) {
      String text = value == null ? "" : value.textValue();
      List<String> problems = NameSyntax.dns1035Label(text.toLowerCase(Locale.ROOT));
      if (!problems.isEmpty()) {
        String detail =
            "may have mixed case, but should otherwise match: " + String.join(",", problems);
        errors.add(FieldError.invalid(path, text, detail));
      }
    }
  }

  private static boolean isText(@Nullable JsonNode value, FieldPath path, List<FieldError> errors) {
    if (value == null) {
      errors.add(FieldError.required(path, ""));
    } else if (!value.isTextual()) {
      errors.add(FieldError.invalid(path, value, "must be a string"));
    } else if (value.textValue().isEmpty()) {
      errors.add(FieldError.invalid(path, "", "must not be empty"));
    } else {
      return true;
    }
    return false;
  }

  private static void metadata(ObjectNode metadata, FieldPath path, List<FieldError> errors) {
    ObjectNode named = metadata;
    if (metadata.path("name").asText().isEmpty()) {
      named = metadata.deepCopy();
      named.put("name", "unnamed"); // inside a resource no name is needed
    }
    boolean namespaced = !metadata.path("namespace").asText().isEmpty();
    for (FieldError error : ObjectMetaRules.onCreate(named, namespaced, NameRule.PATH_SEGMENT)) {
      errors.add(
          new FieldError(
              error.type(), path.child(error.field()).text(), error.badValue(), error.detail()));
    }
  }
}
