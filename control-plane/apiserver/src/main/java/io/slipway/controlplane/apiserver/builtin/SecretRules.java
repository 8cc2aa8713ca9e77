// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Secrets may be written as texts, and are kept in base64. */
final class SecretRules implements Particulars {
  private static final String TEXTS = "stringData";

  @Override
  public void applyDefaults(ObjectNode object) {
    if (object.path("type").asText("").isEmpty()) {
      object.put("type", "Opaque");
    }
    JsonNode texts = object.remove(TEXTS);
    if (texts == null || texts.isEmpty()) {
      return;
    }
    ObjectNode data = object.withObjectProperty("data");
    for (Map.Entry<String, JsonNode> text : texts.properties()) {
      byte[] bytes = text.getValue().asText().getBytes(StandardCharsets.UTF_8);
      data.put(text.getKey(), Base64.getEncoder().encodeToString(bytes));
    }
  }

  @Override
  public List<FieldError> checkChange(ObjectNode object, ObjectNode live) {
    JsonNode type = object.path("type");
    return type.equals(live.path("type"))
        ? List.of()
        : List.of(FieldError.invalid(FieldPath.of("type"), type, "field is immutable"));
  }
}
