// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.request.WriteOptions.FieldValidation;
import io.slipway.controlplane.apiserver.resource.ResourceType;
import io.slipway.controlplane.apiserver.types.BuiltinTypes;
import io.slipway.controlplane.apiserver.types.FieldType;
import io.slipway.controlplane.apiserver.types.MapType;
import io.slipway.controlplane.apiserver.types.StructureReader;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An object as a client sent it, made fit for its kind: of the right version and kind, without what
 * the kind does not have, with defaults.
 *
 * @param object the one that was given, changed
 * @param warnings for the client
 */
public record SentObject(ObjectNode object, List<String> warnings) {
  private static final TypeDescription HEAD =
      TypeDescription.of(
          new MapType(
              "",
              Map.of(
                  "apiVersion", FieldType.of(TypeDescription.TEXT),
                  "kind", FieldType.of(TypeDescription.TEXT),
                  "metadata", FieldType.of(BuiltinTypes.objectMeta())),
              null,
              false,
              false));

  public SentObject {
    warnings = List.copyOf(warnings);
  }

  /**
   * @param duplicates paths of fields that the text had twice
   * @throws ApiException BadRequest if it is another kind's, something in its metadata is of
   *     another type than it must be, or strict validation finds something
   */
  public static SentObject read(
      ResourceType type, ObjectNode body, List<String> duplicates, FieldValidation validation) {
    checkKind(type, body);
    List<String> unknown = new ArrayList<>(pruneMetadata(body));
    unknown.addAll(type.rules().prune(body));
    List<String> findings = new ArrayList<>();
    if (validation != FieldValidation.IGNORE) {
      for (String path : duplicates) {
        findings.add("duplicate field \"" + path + "\"");
      }
      for (String path : unknown) {
        findings.add("unknown field \"" + path + "\"");
      }
    }
    if (validation == FieldValidation.STRICT && !findings.isEmpty()) {
      throw unreadable(body, "strict decoding error: " + String.join(", ", findings));
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
    body.put("apiVersion", version);
    body.put("kind", kind);
    if (!kind.equals(type.kind().kind())) {
      String problem = "it is of another kind";
      throw ApiErrors.badRequest(StructureReader.refused(body, type.kind().kind(), problem));
    }
  }

  /** Metadata is alike for all kinds, so no kind's rules look at it; what was taken out of it. */
  private static List<String> pruneMetadata(ObjectNode body) {
    JsonNode metadata = body.get("metadata");
    if (metadata == null || metadata.isNull()) {
      return List.of();
    }
    ObjectNode head = JsonNodeFactory.instance.objectNode();
    for (String field : List.of("apiVersion", "kind", "metadata")) {
      head.set(field, body.get(field));
    }
    StructureReader.Reading reading = StructureReader.read(HEAD, head);
    body.set("metadata", reading.document().path("metadata"));
    return reading.unknownFields();
  }

  private static String text(ObjectNode body, String field, String otherwise) {
    JsonNode value = body.get(field);
    return value == null || value.asText("").isEmpty() ? otherwise : value.asText();
  }

  private static ApiException unreadable(ObjectNode body, String why) {
    return ApiErrors.badRequest(StructureReader.refused(body, why));
  }
}
