// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.request.WriteOptions.FieldValidation;
import io.slipway.controlplane.apiserver.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;

/**
 * An object as a client sent it, made fit for its kind: of the right version and kind, without what
 * the kind does not have, with defaults.
 *
 * @param object the one that was given, changed
 * @param warnings for the client
 */
public record SentObject(ObjectNode object, List<String> warnings) {
  public SentObject {
    warnings = List.copyOf(warnings);
  }

  /**
   * @param duplicates paths of fields that the text had twice
   * @throws ApiException BadRequest if it is another kind's, or strict validation finds something
   */
  public static SentObject read(
      ResourceType type, ObjectNode body, List<String> duplicates, FieldValidation validation) {
    checkKind(type, body);
    List<String> findings = new ArrayList<>();
    List<String> unknown = type.rules().prune(body);
    if (validation != FieldValidation.IGNORE) {
      for (String path : unknown) {
        findings.add("unknown field \"" + path + "\"");
      }
      for (String path : duplicates) {
        findings.add("duplicate field \"" + path + "\"");
      }
    }
    if (validation == FieldValidation.STRICT && !findings.isEmpty()) {
      throw unreadable(
          type, type.kind().kind(), "strict decoding error: " + String.join(", ", findings));
    }
    type.rules().applyDefaults(body);
    return new SentObject(body, findings);
  }

  /** What is left out is taken from the path of the request. */
  private static void checkKind(ResourceType type, ObjectNode body) {
    String version = text(body, "apiVersion", type.apiVersion());
    if (!version.equals(type.apiVersion())) {
      throw ApiErrors.badRequest(
          "the API version in the data ("
              + version
              + ") does not match the expected API version ("
              + type.apiVersion()
              + ")");
    }
    String kind = text(body, "kind", type.kind().kind());
    if (!kind.equals(type.kind().kind())) {
      throw unreadable(type, kind, "it is of another kind");
    }
    body.put("apiVersion", version);
    body.put("kind", kind);
  }

  private static String text(ObjectNode body, String field, String otherwise) {
    JsonNode value = body.get(field);
    return value == null || value.asText("").isEmpty() ? otherwise : value.asText();
  }

  private static ApiException unreadable(ResourceType type, String kind, String why) {
    return ApiErrors.badRequest(
        kind
            + " in version \""
            + type.version()
            + "\" cannot be handled as a "
            + type.kind().kind()
            + ": "
            + why);
  }
}
