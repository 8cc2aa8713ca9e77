// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.schema.ResourceSchema;
import io.slipway.controlplane.apiserver.schema.SchemaImage;
import java.util.List;
import java.util.Map;

/** A default must be what its own schema would accept as it is. */
final class DefaultRules {
  private DefaultRules() {}

  static void check(JsonNode schema, FieldPath path, List<FieldError> errors) {
    check(schema, path, true, errors);
  }

  private static void check(
      JsonNode schema, FieldPath path, boolean root, List<FieldError> errors) {
    JsonNode value = schema.path("default");
    if (!value.isMissingNode() && !value.isNull()) {
      ResourceSchema own = new ResourceSchema(SchemaImage.compile(schema));
      FieldPath at = path.child("default");
      if (!own.isPruned(value)) {
        errors.add(FieldError.invalid(at, value, "must not have unknown fields"));
      }
      if (root || StructuralRules.flag(schema, "x-kubernetes-embedded-resource")) {
        saysWhatItIs(value, at, errors);
      }
      errors.addAll(own.checkValue(value, at));
    }
    if (schema.path("items").isObject()) {
      check(schema.get("items"), path.child("items"), false, errors);
    }
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      check(property.getValue(), path.child("properties").key(property.getKey()), false, errors);
    }
  }

  private static void saysWhatItIs(JsonNode resource, FieldPath path, List<FieldError> errors) {
    for (String name : List.of("apiVersion", "kind")) {
      if (!resource.has(name)) {
        errors.add(FieldError.required(path.child(name), ""));
      }
    }
  }
}
