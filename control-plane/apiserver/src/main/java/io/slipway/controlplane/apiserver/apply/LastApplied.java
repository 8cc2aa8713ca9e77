// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.GoText;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import org.jspecify.annotations.Nullable;

/**
 * The annotation in which kubectl's own apply remembers what it applied. Who changes from that to
 * server-side apply meets no conflicts over what is still as it was applied.
 */
final class LastApplied {
  private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
  private static final ObjectMapper JSON = new ObjectMapper();

  private LastApplied() {}

  /** The fields that are as they were applied; null if that is not known. */
  static @Nullable FieldSet fields(TypeDescription type, String apiVersion, ObjectNode live) {
    JsonNode text = live.path("metadata").path("annotations").path(ANNOTATION);
    if (!text.isTextual() || text.textValue().isEmpty()) {
      return null;
    }
    JsonNode applied;
    try {
      applied = JSON.readTree(text.textValue());
    } catch (JsonProcessingException _) {
      // Written by a client for itself; what it says no more is no error of this request.
      return null;
    }
    boolean usable =
        applied.path("apiVersion").asText("").equals(apiVersion)
            && TypeCheck.of(type, applied, false).isEmpty()
            && TypeCheck.of(type, live, false).isEmpty();
    if (!usable) {
      return null;
    }
    Comparison comparison = Comparison.of(type, applied, live);
    return FieldsOf.document(type, applied)
        .minus(comparison.changedOrAdded())
        .minus(comparison.removed());
  }

  /** The object with the annotation, if it has one, saying what was applied now. */
  static ObjectNode updated(ObjectNode object, ObjectNode applied) {
    JsonNode annotations = object.path("metadata").path("annotations");
    if (annotations.path(ANNOTATION).asText("").isEmpty()) {
      return object;
    }
    ObjectNode remembered = applied.deepCopy();
    if (remembered.path("metadata").path("annotations") instanceof ObjectNode own) {
      own.remove(ANNOTATION);
    }
    ObjectNode changed = object.deepCopy();
    ((ObjectNode) changed.path("metadata").path("annotations"))
        .put(ANNOTATION, GoText.json(remembered) + "\n");
    return changed;
  }
}
