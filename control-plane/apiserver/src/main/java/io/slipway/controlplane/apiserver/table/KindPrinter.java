// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How objects of a kind are printed. Immutable; any thread may use it.
 *
 * @param columns from left to right
 * @param row prints one object into as many cells
 * @param conditions what a row has beside its cells: whether a Pod is at its end
 */
public record KindPrinter(List<TableColumn> columns, Row row, Row conditions) {
  public KindPrinter {
    columns = List.copyOf(columns);
  }

  /** Prints one object. */
  interface Row {
    void print(JsonNode object, Cells cells);
  }

  static KindPrinter of(List<TableColumn> columns, Row row) {
    return new KindPrinter(columns, row, (object, cells) -> {});
  }

  /**
   * Columns from a text: names with commas between them, those for wide output after a bar. The
   * first is the object's name. A type other than text follows a colon.
   */
  static List<TableColumn> columns(String text) {
    List<TableColumn> columns = new ArrayList<>();
    String[] parts = text.split("\\|", -1);
    for (int priority = 0; priority < parts.length; priority++) {
      for (String part : parts[priority].split(",", -1)) {
        String[] named = part.strip().split(":", -1);
        String type = named.length > 1 ? named[1] : "string";
        String format = named[0].equals("Name") ? "name" : "";
        columns.add(new TableColumn(named[0], type, format, "", priority));
      }
    }
    return columns;
  }

  void print(JsonNode object, ArrayNode into, Instant now) {
    row.print(object, new Cells(into, now));
  }
}
