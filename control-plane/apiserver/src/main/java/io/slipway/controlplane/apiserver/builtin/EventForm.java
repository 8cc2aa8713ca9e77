// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.resource.StoredForm;
import java.util.Map;

/**
 * Events of {@code events.k8s.io/v1}: those of the core group, which are stored, with other names
 * of some fields.
 */
public final class EventForm implements StoredForm {
  public static final String API_VERSION = "events.k8s.io/v1";
  static final String CORE = "v1";

  private static final Map<String, String> IN_CORE =
      Map.of(
          "regarding", "involvedObject",
          "note", "message",
          "reportingController", "reportingComponent",
          "deprecatedSource", "source",
          "deprecatedFirstTimestamp", "firstTimestamp",
          "deprecatedLastTimestamp", "lastTimestamp",
          "deprecatedCount", "count");
  private static final Map<String, String> OF_CORE =
      Map.of(
          "involvedObject", "regarding",
          "message", "note",
          "reportingComponent", "reportingController",
          "source", "deprecatedSource",
          "firstTimestamp", "deprecatedFirstTimestamp",
          "lastTimestamp", "deprecatedLastTimestamp",
          "count", "deprecatedCount");

  @Override
  public ObjectNode stored(ObjectNode written) {
    return renamed(written, IN_CORE).put("apiVersion", CORE);
  }

  @Override
  public ObjectNode written(ObjectNode stored) {
    return renamed(stored, OF_CORE).put("apiVersion", API_VERSION);
  }

  private static ObjectNode renamed(ObjectNode event, Map<String, String> names) {
    ObjectNode renamed = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : event.properties()) {
      renamed.set(names.getOrDefault(field.getKey(), field.getKey()), field.getValue());
    }
    return renamed;
  }
}
