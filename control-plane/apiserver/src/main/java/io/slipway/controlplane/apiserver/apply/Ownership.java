// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All owners of an object's fields: {@code metadata.managedFields}. Confined to one request. */
final class Ownership {
  private final TreeMap<FieldOwner, OwnedFields> owners;

  Ownership() {
    this(Map.of());
  }

  private Ownership(Map<FieldOwner, OwnedFields> owners) {
    this.owners = new TreeMap<>(owners);
  }

  Ownership copy() {
    return new Ownership(owners);
  }

  NavigableMap<FieldOwner, OwnedFields> owners() {
    return owners;
  }

  boolean isEmpty() {
    return owners.isEmpty();
  }

  /**
   * Reads the entries of a document.
   *
   * @throws IllegalArgumentException if one of them is none
   */
  static Ownership parse(@Nullable JsonNode entries) {
    Ownership ownership = new Ownership();
    if (entries != null) {
      int index = 0;
      for (JsonNode entry : entries) {
        ownership.parseEntry(entry, index++);
      }
    }
    return ownership;
  }

  private void parseEntry(JsonNode entry, int index) {
    String operation = entry.path("operation").asText("");
    if (!operation.equals("Apply") && !operation.equals("Update")) {
      throw new IllegalArgumentException("operation must be `Apply` or `Update`");
    }
    String apiVersion = entry.path("apiVersion").asText("");
    if (apiVersion.isEmpty()) {
      throw new IllegalArgumentException("apiVersion must not be empty");
    }
    String type = entry.path("fieldsType").asText("");
    if (type.isEmpty()) {
      throw new IllegalArgumentException("missing fieldsType in managed fields entry " + index);
    }
    if (!type.equals("FieldsV1")) {
      throw new IllegalArgumentException(
          "invalid fieldsType \"" + type + "\" in managed fields entry " + index);
    }
    boolean applied = operation.equals("Apply");
    String version = applied ? "" : apiVersion;
    FieldOwner owner =
        new FieldOwner(
            entry.path("manager").asText(""),
            applied,
            version,
            entry.path("subresource").asText(""));
    FieldSet fields = FieldsV1.parse(entry.path("fieldsV1"));
    owners.put(owner, new OwnedFields(fields, apiVersion, time(entry.path("time").asText(""))));
  }

  private static @Nullable Instant time(String text) {
    try {
      return text.isEmpty() || text.equals("null") ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("time '" + text + "' is none", e);
    }
  }

  /** The entries as they are stored; null if there are none. */
  @Nullable ArrayNode print() {
    if (owners.isEmpty()) {
      return null;
    }
    ArrayNode entries = JsonNodeFactory.instance.arrayNode();
    List<Map.Entry<FieldOwner, OwnedFields>> sorted = new ArrayList<>(owners.entrySet());
    sorted.sort(Ownership::order);
    for (Map.Entry<FieldOwner, OwnedFields> each : sorted) {
      entries.add(printEntry(each.getKey(), each.getValue()));
    }
    return entries;
  }

  private static int order(
      Map.Entry<FieldOwner, OwnedFields> one, Map.Entry<FieldOwner, OwnedFields> other) {
    FieldOwner owner = one.getKey();
    FieldOwner otherOwner = other.getKey();
    OwnedFields fields = one.getValue();
    OwnedFields otherFields = other.getValue();
    int order = owner.operation().compareTo(otherOwner.operation());
    order = order != 0 ? order : Long.compare(fields.seconds(), otherFields.seconds());
    order = order != 0 ? order : owner.name().compareTo(otherOwner.name());
    order = order != 0 ? order : fields.apiVersion().compareTo(otherFields.apiVersion());
    return order != 0 ? order : owner.subresource().compareTo(otherOwner.subresource());
  }

  private static ObjectNode printEntry(FieldOwner owner, OwnedFields owned) {
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    if (!owner.name().isEmpty()) {
      entry.put("manager", owner.name());
    }
    entry.put("operation", owner.operation()).put("apiVersion", owned.apiVersion());
    if (owned.time() != null) {
      entry.put("time", owned.time().truncatedTo(ChronoUnit.SECONDS).toString());
    }
    entry.put("fieldsType", "FieldsV1").set("fieldsV1", FieldsV1.print(owned.fields()));
    if (!owner.subresource().isEmpty()) {
      entry.put("subresource", owner.subresource());
    }
    return entry;
  }
}
