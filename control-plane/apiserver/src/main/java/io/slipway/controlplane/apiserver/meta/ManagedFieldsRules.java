// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules for the entries that say who owns which fields. */
final class ManagedFieldsRules {
  private static final int SUBRESOURCE_BYTES = 256;

  private ManagedFieldsRules() {}

  static void check(@Nullable JsonNode entries, FieldPath path, List<FieldError> errors) {
    if (entries == null) {
      return;
    }
    int index = 0;
    for (JsonNode entry : entries) {
      checkEntry(entry, path.index(index++), errors);
    }
  }

  private static void checkEntry(JsonNode entry, FieldPath path, List<FieldError> errors) {
    String operation = entry.path("operation").asText("");
    if (!operation.equals("Apply") && !operation.equals("Update")) {
      errors.add(
          FieldError.invalid(path.child("operation"), operation, "must be `Apply` or `Update`"));
    }
    String type = entry.path("fieldsType").asText("");
    if (!type.isEmpty() && !type.equals("FieldsV1")) {
      errors.add(FieldError.invalid(path.child("fieldsType"), type, "must be `FieldsV1`"));
    }
    RequestRules.checkFieldManager(entry.path("manager").asText(""), path.child("manager"), errors);
    if (NameSyntax.bytes(entry.path("subresource").asText("")) > SUBRESOURCE_BYTES) {
      errors.add(FieldError.tooLong(path.child("subresource"), SUBRESOURCE_BYTES));
    }
  }
}
