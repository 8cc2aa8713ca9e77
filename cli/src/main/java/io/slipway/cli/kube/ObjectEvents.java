// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has happened to an object, as its events tell. */
public final class ObjectEvents {
  private static final List<String> HEADER = List.of("Type", "Reason", "Age", "From", "Message");
  private static final String UNKNOWN = "<unknown>";

  private ObjectEvents() {}

  /** Reads the events of an object; those of one that is in no namespace are in default. */
  public static List<? extends JsonNode> of(
      KubeClient client, ResourceType events, JsonNode object) {
    JsonNode metadata = object.path("metadata");
    String fields =
        "involvedObject.name="
            + metadata.path("name").asText()
            + ",involvedObject.uid="
            + metadata.path("uid").asText();
    String namespace = metadata.path("namespace").asText("default");
    return ObjectReads.selected(client, namespace, "", fields)
        .objects(new TypedNames(events, List.of()))
        .items();
  }

  /** A table, the oldest first. */
  public static List<String> lines(List<? extends JsonNode> events, Instant now) {
    if (events.isEmpty()) {
      return List.of("Events:  <none>");
    }
    List<JsonNode> sorted = new ArrayList<>(events);
    sorted.sort(
        Comparator.comparing(ObjectEvents::last, Comparator.nullsFirst(Comparator.naturalOrder())));
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode event : sorted) {
      rows.add(row(event, now));
    }
    List<String> lines = new ArrayList<>(List.of("Events:"));
    new ObjectTable(HEADER, rows).lines(true).forEach(line -> lines.add("  " + line));
    return lines;
  }

  private static List<String> row(JsonNode event, Instant now) {
    String from = event.path("source").path("component").asText();
    return List.of(
        event.path("type").asText(),
        event.path("reason").asText(),
        age(event, now),
        from.isEmpty() ? event.path("reportingComponent").asText() : from,
        event.path("message").asText().strip().replace('\n', ' '));
  }

  /** {@code 5s}, or {@code 5s (x3 over 2m)}. */
  private static String age(JsonNode event, Instant now) {
    Instant last = last(event);
    if (last == null) {
      return UNKNOWN;
    }
    String age = GoDuration.age(Duration.between(last, now));
    int count = event.path("count").asInt(event.path("series").path("count").asInt());
    Instant first = time(event, "firstTimestamp");
    if (count < 2) {
      return age;
    }
    return age
        + " (x"
        + count
        + (first == null ? "" : " over " + GoDuration.age(Duration.between(first, now)))
        + ")";
  }

  private static @Nullable Instant last(JsonNode event) {
    Instant last = time(event.path("series"), "lastObservedTime");
    if (last == null) {
      last = time(event, "lastTimestamp");
    }
    if (last == null) {
      last = time(event, "eventTime");
    }
    return last == null ? time(event.path("metadata"), "creationTimestamp") : last;
  }

  private static @Nullable Instant time(JsonNode from, String field) {
    try {
      return from.path(field).isTextual() ? Instant.parse(from.path(field).asText()) : null;
    } catch (DateTimeParseException _) {
      return null;
    }
  }
}
