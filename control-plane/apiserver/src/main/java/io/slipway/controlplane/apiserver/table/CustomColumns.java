// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.slipway.controlplane.apiserver.definition.DefinitionVersion.Column;
import io.slipway.controlplane.apiserver.meta.GoText;
import io.slipway.controlplane.apiserver.meta.SortedJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints objects of a defined kind by the columns of their definition. */
public final class CustomColumns {
  private static final Column AGE =
      new Column("Age", "date", "", "", 0, ".metadata.creationTimestamp");

  private CustomColumns() {}

  /** The name and the given columns; only the age beside the name if none are given. */
  public static KindPrinter of(List<Column> columns) {
    List<Column> shown = columns.isEmpty() ? List.of(AGE) : columns;
    List<TableColumn> heads = new ArrayList<>();
    List<Source> sources = new ArrayList<>();
    heads.add(new TableColumn("Name", "string", "name", "", 0));
    for (Column column : shown) {
      heads.add(
          new TableColumn(
              column.name(),
              column.type(),
              column.format(),
              column.description(),
              column.priority()));
      sources.add(new Source(column.type(), JsonPath.parse(column.jsonPath())));
    }
    return KindPrinter.of(heads, (object, cells) -> print(object, sources, cells));
  }

  /** Where a column's values come from; no path if it could not be read. */
  private record Source(String type, @Nullable JsonPath path) {}

  private static void print(JsonNode object, List<Source> sources, Cells cells) {
    cells.name(object);
    for (Source source : sources) {
      JsonPath path = source.path();
      JsonNode value = path == null ? null : path.first(object);
      cells.json(cell(source.type(), value == null ? NullNode.instance : value, cells.now()));
    }
  }

  private static JsonNode cell(String type, JsonNode value, Instant now) {
    return switch (type) {
      case "string" -> text(value);
      case "integer" -> value.isNumber() ? LongNode.valueOf(value.longValue()) : NullNode.instance;
      case "number" ->
          value.isNumber() ? DoubleNode.valueOf(value.doubleValue()) : NullNode.instance;
      case "boolean" ->
          value.isBoolean() ? BooleanNode.valueOf(value.booleanValue()) : NullNode.instance;
      case "date" -> date(value, now);
      default -> NullNode.instance;
    };
  }

  private static JsonNode text(JsonNode value) {
    if (value.isNull()) {
      return value;
    }
    if (value.isFloatingPointNumber()) {
      return TextNode.valueOf(GoText.number(value.doubleValue()));
    }
    return TextNode.valueOf(
        value.isContainerNode() ? GoText.json(SortedJson.of(value)) : value.asText());
  }

  private static JsonNode date(JsonNode value, Instant now) {
    if (!value.isTextual()) {
      return NullNode.instance;
    }
    Instant time = Cells.time(value);
    if (value.textValue().isEmpty()) {
      return TextNode.valueOf("<unknown>");
    }
    return TextNode.valueOf(time == null ? "<invalid>" : HumanDuration.between(time, now));
  }
}
