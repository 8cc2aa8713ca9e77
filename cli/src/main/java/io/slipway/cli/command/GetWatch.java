// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.kube.KubeClient;
import io.slipway.cli.kube.ObjectReads;
import io.slipway.cli.kube.ObjectTable;
import io.slipway.cli.kube.ObjectWatch;
import io.slipway.cli.kube.TypedNames;
import java.util.ArrayList;
import java.util.List;

/** {@code get -w}: what there is, and then each change, until nobody reads it. */
final class GetWatch {
  private final Arguments arguments;
  private final Output output;
  private final ObjectReads reads;
  private final TypedNames type;
  private final ObjectTable.Columns columns;
  private JsonNode definitions = MissingNode.getInstance();
  private List<Integer> widths = List.of();

  GetWatch(Arguments arguments, Output output, ObjectReads reads, List<TypedNames> wanted) {
    this.arguments = arguments;
    this.output = output;
    TypedNames one = wanted.getFirst();
    // One object is watched as those that have its name.
    this.reads = one.names().isEmpty() ? reads : reads.ofName(one.names().getFirst());
    this.type = new TypedNames(one.type(), List.of());
    this.columns = GetCommand.columns(arguments, output, one, false);
  }

  void run() {
    String version = output.isOfObjects() ? printObjects() : printTable();
    String accept = output.isOfObjects() ? KubeClient.JSON : ObjectTable.ACCEPT;
    while (!arguments.out().checkError()) {
      try (ObjectWatch watch = ObjectWatch.begin(reads, type.type(), accept, version, null)) {
        for (ObjectWatch.Event event = watch.next();
            event != null && !arguments.out().checkError();
            event = watch.next()) {
          version = take(event, version);
        }
      }
    }
  }

  private String printObjects() {
    ObjectReads.Objects objects = reads.objects(type);
    objects.items().forEach(object -> output.print(List.of(object), true));
    return objects.resourceVersion();
  }

  private String printTable() {
    ObjectReads.Rows rows = reads.rows(type);
    definitions = rows.definitions();
    print(rows.rows(), GetCommand.withHeaders(arguments) && !rows.rows().isEmpty());
    return rows.resourceVersion();
  }

  /** Columns stay as wide as they were, or lines would not be under each other. */
  private void print(List<JsonNode> rows, boolean header) {
    ObjectTable table = ObjectTable.of(definitions, rows, columns);
    List<Integer> now = table.widths();
    List<Integer> wider = new ArrayList<>();
    for (int i = 0; i < now.size(); i++) {
      wider.add(i < widths.size() ? Math.max(widths.get(i), now.get(i)) : now.get(i));
    }
    widths = wider;
    table.lines(header, widths).forEach(arguments.out()::println);
    arguments.out().flush();
  }

  private String take(ObjectWatch.Event event, String version) {
    JsonNode object = event.object();
    if (output.isOfObjects()) {
      if (!event.isBookmark()) {
        output.print(List.of((ObjectNode) object), true);
      }
      return object.path("metadata").path("resourceVersion").asText(version);
    }
    List<JsonNode> rows = new ArrayList<>();
    object.path("rows").forEach(rows::add);
    boolean first = widths.isEmpty();
    if (definitions.isEmpty()) {
      definitions = object.path("columnDefinitions");
    }
    if (!event.isBookmark()) {
      print(rows, first && GetCommand.withHeaders(arguments));
    }
    if (rows.isEmpty()) {
      return object.path("metadata").path("resourceVersion").asText(version);
    }
    return rows.getLast().path("object").path("metadata").path("resourceVersion").asText(version);
  }
}
