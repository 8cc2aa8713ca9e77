// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/** Makes {@code meta.k8s.io/v1 Table} documents of objects and lists. */
public final class Tables {
  private static final String API_VERSION = "meta.k8s.io/v1";

  private Tables() {}

  /** How much of each object goes with its row. */
  public enum Include {
    NONE,
    METADATA,
    OBJECT;

    /** Of the query's {@code includeObject}; the metadata if it says nothing or nonsense. */
    public static Include of(String word) {
      return switch (word) {
        case "None" -> NONE;
        case "Object" -> OBJECT;
        default -> METADATA;
      };
    }
  }

  /**
   * A table of one object or of a list's items.
   *
   * @param headers whether the columns are described: a watch does so once
   */
  public static ObjectNode table(
      JsonNode document, KindPrinter printer, Include include, boolean headers, Instant now) {
    ObjectNode table = JsonNodeFactory.instance.objectNode();
    table.put("kind", "Table").put("apiVersion", API_VERSION);
    listMeta(document.path("metadata"), table.putObject("metadata"));
    if (headers) {
      ArrayNode columns = table.putArray("columnDefinitions");
      printer.columns().forEach(column -> columns.add(column.toJson()));
    } else {
      table.putNull("columnDefinitions");
    }
    ArrayNode rows = table.putArray("rows");
    Iterable<JsonNode> objects =
        document.path("items").isArray() ? document.path("items") : List.of(document);
    for (JsonNode object : objects) {
      row(object, printer, include, now, rows.addObject());
    }
    return table;
  }

  private static void listMeta(JsonNode metadata, ObjectNode into) {
    for (String field : List.of("resourceVersion", "continue", "remainingItemCount")) {
      if (metadata.has(field)) {
        into.set(field, metadata.get(field));
      }
    }
  }

  private static void row(
      JsonNode object, KindPrinter printer, Include include, Instant now, ObjectNode row) {
    ArrayNode cells = row.putArray("cells");
    printer.print(object, cells, now);
    ArrayNode conditions = JsonNodeFactory.instance.arrayNode();
    printer.conditions().print(object, new Cells(conditions, now));
    if (!conditions.isEmpty()) {
      row.set("conditions", conditions);
    }
    switch (include) {
      case NONE -> row.putNull("object");
      case METADATA -> {
        ObjectNode partial = row.putObject("object");
        partial.put("kind", "PartialObjectMetadata").put("apiVersion", API_VERSION);
        partial.set("metadata", object.path("metadata"));
      }
      case OBJECT -> row.set("object", object);
    }
  }
}
