// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The place of the entries in a document. */
final class ManagedFieldsMeta {
  private static final String METADATA = "metadata";
  private static final String FIELD = "managedFields";

  private ManagedFieldsMeta() {}

  static @Nullable JsonNode of(ObjectNode object) {
    JsonNode metadata = object.get(METADATA);
    return metadata == null ? null : metadata.get(FIELD);
  }

  /** Whether the entries are to be forgotten: there are none, or a single empty one. */
  static boolean isReset(@Nullable JsonNode entries) {
    if (entries == null || !entries.isArray()) {
      return false;
    }
    return entries.isEmpty() || (entries.size() == 1 && entries.get(0).isEmpty());
  }

  static ObjectNode without(ObjectNode object) {
    return of(object) == null ? object : with(object, null);
  }

  /** A copy down to the metadata that has these entries, or none. */
  static ObjectNode with(ObjectNode object, @Nullable ArrayNode entries) {
    ObjectNode copy = shallow(object);
    JsonNode metadata = object.get(METADATA);
    ObjectNode changed = metadata instanceof ObjectNode node ? shallow(node) : object.objectNode();
    changed.remove(FIELD);
    if (entries != null) {
      changed.set(FIELD, entries);
    }
    if (metadata != null || entries != null) {
      copy.set(METADATA, changed);
    }
    return copy;
  }

  static ObjectNode shallow(ObjectNode object) {
    ObjectNode copy = object.objectNode();
    copy.setAll(object);
    return copy;
  }
}
