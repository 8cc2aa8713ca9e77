// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** The row that is being printed: cells are added from left to right. */
final class Cells {
  private final ArrayNode cells;
  private final Instant now;

  Cells(ArrayNode cells, Instant now) {
    this.cells = cells;
    this.now = now;
  }

  Cells text(String text) {
    cells.add(text);
    return this;
  }

  /** The text of a field, or a word for its absence. */
  Cells text(JsonNode value, String otherwise) {
    String text = value.asText("");
    return text(text.isEmpty() ? otherwise : text);
  }

  Cells number(long number) {
    cells.add(number);
    return this;
  }

  Cells flag(boolean flag) {
    cells.add(flag);
    return this;
  }

  Cells json(JsonNode value) {
    cells.add(value);
    return this;
  }

  Cells name(JsonNode object) {
    return text(object.path("metadata").path("name").asText(""));
  }

  /** How long ago the object was made. */
  Cells age(JsonNode object) {
    return since(object.path("metadata").path("creationTimestamp"));
  }

  Cells since(JsonNode time) {
    return text(ago(time));
  }

  /** How long ago a time was, for people. */
  String ago(JsonNode time) {
    Instant at = time(time);
    return at == null ? "<unknown>" : HumanDuration.between(at, now);
  }

  Instant now() {
    return now;
  }

  /** A field that is a time; null if it is not there or is none. */
  static @Nullable Instant time(JsonNode value) {
    try {
      return value.isTextual() ? OffsetDateTime.parse(value.textValue()).toInstant() : null;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
