// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Events: their columns for wide output stand between the others. */
final class EventPrinter {
  static final KindPrinter PRINTER = KindPrinter.of(columns(), EventPrinter::print);

  private EventPrinter() {}

  private static List<TableColumn> columns() {
    List<TableColumn> columns = new ArrayList<>();
    for (String name : List.of("Last Seen", "Type", "Reason", "Object")) {
      columns.add(new TableColumn(name, "string", "", "", 0));
    }
    columns.add(new TableColumn("Subobject", "string", "", "", 1));
    columns.add(new TableColumn("Source", "string", "", "", 1));
    columns.add(new TableColumn("Message", "string", "", "", 0));
    columns.add(new TableColumn("First Seen", "string", "", "", 1));
    columns.add(new TableColumn("Count", "string", "", "", 1));
    columns.add(new TableColumn("Name", "string", "name", "", 1));
    return columns;
  }

  private static void print(JsonNode event, Cells cells) {
    JsonNode object = either(event, "involvedObject", "regarding");
    JsonNode series = event.path("series");
    JsonNode first = either(event, "firstTimestamp", "deprecatedFirstTimestamp");
    first = first.isTextual() ? first : event.path("eventTime");
    JsonNode last = either(event, "lastTimestamp", "deprecatedLastTimestamp");
    last = last.isTextual() ? last : first;
    long count = either(event, "count", "deprecatedCount").asLong(0);
    if (series.isObject()) {
      last = series.path("lastObservedTime");
      count = series.path("count").asLong(0);
    } else if (count == 0) {
      count = 1;
    }
    String kind = object.path("kind").asText("").toLowerCase(Locale.ROOT);
    String name = object.path("name").asText("");
    cells.since(last).text(event.path("type").asText("")).text(event.path("reason").asText(""));
    cells.text(name.isEmpty() ? kind : kind + "/" + name);
    cells.text(object.path("fieldPath").asText("")).text(source(event));
    cells.text(either(event, "message", "note").asText("").strip());
    cells.since(first).number(count).name(event);
  }

  /** A field by its name in the core group, or by that in {@code events.k8s.io}. */
  private static JsonNode either(JsonNode event, String core, String events) {
    return event.hasNonNull(core) ? event.get(core) : event.path(events);
  }

  private static String source(JsonNode event) {
    JsonNode source = either(event, "source", "deprecatedSource");
    String component = source.path("component").asText("");
    if (component.isEmpty()) {
      component = either(event, "reportingComponent", "reportingController").asText("");
    }
    String instance = source.path("host").asText("");
    instance = instance.isEmpty() ? event.path("reportingInstance").asText("") : instance;
    return instance.isEmpty() ? component : component + ", " + instance;
  }
}
