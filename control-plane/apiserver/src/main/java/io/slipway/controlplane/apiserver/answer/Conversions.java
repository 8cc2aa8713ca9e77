// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.http.Accept;
import io.slipway.controlplane.apiserver.table.Tables;

/** Turns objects into what a client asks for in their place: tables, or their metadata alone. */
final class Conversions {
  private static final String META = "meta.k8s.io";
  private static final String API_VERSION = META + "/v1";
  private static final String METADATA = "metadata";
  private static final String TABLE = "Table";

  private Conversions() {}

  /** What {@link Accept} may choose for objects of resources. */
  static boolean knows(String group, String version, String kind) {
    return group.equals(META)
        && version.equals("v1")
        && switch (kind) {
          case TABLE, "PartialObjectMetadata", "PartialObjectMetadataList" -> true;
          default -> false;
        };
  }

  /** An object in the form that was asked for. */
  static ObjectNode object(ResourceCall call, ObjectNode object) {
    return switch (call.form().as()) {
      case "" -> object;
      case TABLE -> table(call, object, true);
      default -> partial(object);
    };
  }

  /**
   * An object of a watch in the form that was asked for.
   *
   * @param first whether it is the first one
   */
  static ObjectNode watched(ResourceCall call, ObjectNode object, boolean first) {
    return call.form().as().equals(TABLE) ? table(call, object, first) : object(call, object);
  }

  /** What tells how far a watch has come, in the form that was asked for; it has no rows. */
  static ObjectNode progress(ResourceCall call, ObjectNode object) {
    return call.form().as().equals(TABLE) ? object : object(call, object);
  }

  /** A list in the form that was asked for. */
  static ObjectNode list(ResourceCall call, ObjectNode list) {
    return switch (call.form().as()) {
      case "" -> list;
      case TABLE -> table(call, list, true);
      default -> partialList(list);
    };
  }

  private static ObjectNode table(ResourceCall call, ObjectNode document, boolean headers) {
    Tables.Include include = Tables.Include.of(call.query().text("includeObject"));
    return Tables.table(document, call.kind().printer(), include, headers, call.clock().instant());
  }

  private static ObjectNode partialList(ObjectNode list) {
    ObjectNode partial = JsonNodeFactory.instance.objectNode();
    partial.put("kind", "PartialObjectMetadataList").put("apiVersion", API_VERSION);
    partial.set(METADATA, list.path(METADATA));
    ArrayNode items = partial.putArray("items");
    for (JsonNode item : list.path("items")) {
      items.add(partial(item));
    }
    return partial;
  }

  private static ObjectNode partial(JsonNode object) {
    ObjectNode partial = JsonNodeFactory.instance.objectNode();
    partial.put("kind", "PartialObjectMetadata").put("apiVersion", API_VERSION);
    partial.set(METADATA, object.path(METADATA));
    return partial;
  }
}
