// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import java.util.ArrayList;
import java.util.List;

/**
 * The field {@code immutable} of ConfigMaps and Secrets: once set it stays, and the content too.
 */
final class Immutability {
  private static final String FIELD = "immutable";

  private Immutability() {}

  static List<FieldError> check(ObjectNode object, ObjectNode live, List<String> content) {
    if (!live.path(FIELD).asBoolean()) {
      return List.of();
    }
    List<FieldError> errors = new ArrayList<>();
    if (!object.path(FIELD).asBoolean()) {
      errors.add(closed(FIELD));
    }
    for (String field : content) {
      if (!sameContent(object.path(field), live.path(field))) {
        errors.add(closed(field));
      }
    }
    return errors;
  }

  /** No content is the same as empty content. */
  private static boolean sameContent(JsonNode one, JsonNode other) {
    return (one.isEmpty() && other.isEmpty()) || one.equals(other);
  }

  private static FieldError closed(String field) {
    return FieldError.forbidden(FieldPath.of(field), "field is immutable when `immutable` is set");
  }
}
