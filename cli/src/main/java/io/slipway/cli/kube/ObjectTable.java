// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Objects as lines, with the columns that the API says its objects of the type have.
 *
 * @param header the columns' titles, in capitals
 */
public record ObjectTable(List<String> header, List<List<String>> rows) {
  /** What the API is asked for, so that it makes a table. */
  public static final String ACCEPT = "application/json;as=Table;v=v1;g=meta.k8s.io";

  private static final String NONE = "<none>";
  private static final int GAP = 3;

  public ObjectTable {
    header = List.copyOf(header);
    rows = List.copyOf(rows);
  }

  /**
   * Which columns are shown.
   *
   * @param prefix what comes before each name, such as {@code pod/}
   */
  public record Columns(boolean wide, boolean namespace, boolean labels, String prefix) {}

  /**
   * @param definitions the {@code columnDefinitions} of the first answer: later ones of a watch
   *     leave them out
   */
  public static ObjectTable of(JsonNode definitions, List<JsonNode> rows, Columns columns) {
    List<Integer> shown = new ArrayList<>();
    List<String> header = new ArrayList<>();
    if (columns.namespace()) {
      header.add("NAMESPACE");
    }
    for (int i = 0; i < definitions.size(); i++) {
      JsonNode column = definitions.get(i);
      if (columns.wide() || column.path("priority").asInt() == 0) {
        shown.add(i);
        header.add(capitals(column.path("name").asText()));
      }
    }
    if (columns.labels()) {
      header.add("LABELS");
    }
    List<List<String>> lines = new ArrayList<>();
    for (JsonNode row : rows) {
      lines.add(line(row, shown, columns));
    }
    return new ObjectTable(header, lines);
  }

  private static List<String> line(JsonNode row, List<Integer> shown, Columns columns) {
    JsonNode metadata = row.path("object").path("metadata");
    List<String> line = new ArrayList<>();
    if (columns.namespace()) {
      line.add(metadata.path("namespace").asText(NONE));
    }
    String prefix = columns.prefix();
    for (int column : shown) {
      line.add(prefix + cell(row.path("cells").path(column)));
      prefix = "";
    }
    if (columns.labels()) {
      line.add(labels(metadata.path("labels")));
    }
    return line;
  }

  private static String cell(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return NONE;
    }
    String text = value.isValueNode() ? value.asText() : value.toString();
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end) + "...";
  }

  static String labels(JsonNode labels) {
    StringJoiner joined = new StringJoiner(",").setEmptyValue(NONE);
    for (Map.Entry<String, JsonNode> label : labels.properties()) {
      joined.add(label.getKey() + "=" + label.getValue().asText());
    }
    return joined.toString();
  }

  private static String capitals(String title) {
    return title.toUpperCase(Locale.ROOT);
  }

  /** How wide each column is, with what separates it from the next. */
  public List<Integer> widths() {
    List<Integer> widths = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      int width = header.get(i).length();
      for (List<String> row : rows) {
        width = Math.max(width, row.get(i).length());
      }
      widths.add(width + GAP);
    }
    return widths;
  }

  /** The lines, without blanks at their ends. */
  public List<String> lines(boolean withHeader) {
    return lines(withHeader, widths());
  }

  /** Likewise, with columns at least so wide, as the lines before were. */
  public List<String> lines(boolean withHeader, List<Integer> widths) {
    List<String> lines = new ArrayList<>();
    if (withHeader) {
      lines.add(padded(header, widths));
    }
    rows.forEach(row -> lines.add(padded(row, widths)));
    return lines;
  }

  private static String padded(List<String> cells, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      line.append(cells.get(i));
      int blanks = i + 1 == cells.size() ? 0 : Math.max(widths.get(i) - cells.get(i).length(), 1);
      line.repeat(' ', blanks);
    }
    return line.toString().stripTrailing();
  }
}
