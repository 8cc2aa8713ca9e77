// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    for (JsonNode value : object.path("data")) {
      requireBase64(value.asText());
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

  private static void requireBase64(String text) {
    try {
      Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      throw refused(text.length());
    }
    // the decoder passes over what is no base64, line ends and worse
    for (int i = 0; i < text.length(); i++) {
      if (!isBase64(text.charAt(i))) {
        throw refused(i);
      }
    }
  }

  private static boolean isBase64(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "+/=\r\n".indexOf(c) >= 0;
  }

  private static ApiException refused(int at) {
    return ApiErrors.badRequest(
        "Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input byte "
            + at);
  }

  @Override
  public List<FieldError> check(ObjectNode object) {
    return ConfigKeys.check(object, FieldPath.of("data"));
  }

  @Override
  public List<FieldError> checkChange(ObjectNode object, ObjectNode live) {
    List<FieldError> errors = new ArrayList<>(Immutability.check(object, live, List.of("data")));
    JsonNode type = object.path("type");
    if (!type.equals(live.path("type"))) {
      errors.add(FieldError.invalid(FieldPath.of("type"), type, "field is immutable"));
    }
    return errors;
  }
}
