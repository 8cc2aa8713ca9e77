// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.JsonEquality;
import org.jspecify.annotations.Nullable;

/**
 * A value of an update beside the one that it takes the place of. Fields are paired by name, items
 * only where the list is a map, by their keys; what has no pair has no correlation.
 */
public final class Correlation {
  private final SchemaNode schema;
  private final JsonNode value;
  private final JsonNode old;

  /** The root's apiVersion and kind are not those that were stored. */
  private final boolean root;

  private @Nullable Boolean unchanged;

  private Correlation(SchemaNode schema, JsonNode value, JsonNode old, boolean root) {
    this.schema = schema;
    this.value = value;
    this.old = old;
    this.root = root;
  }

  /** Of whole objects. */
  public static Correlation of(SchemaNode schema, JsonNode value, JsonNode old) {
    return new Correlation(schema, value, old, true);
  }

  public JsonNode value() {
    return value;
  }

  public JsonNode old() {
    return old;
  }

  /** Of a field; null if it was not there before, or is not now. */
  public @Nullable Correlation field(String name) {
    if (root && (name.equals("apiVersion") || name.equals("kind"))) {
      return null;
    }
    JsonNode child = value.get(name);
    JsonNode oldChild = old.get(name);
    SchemaNode field = schema.field(name);
    if (child == null || oldChild == null || field == null || !old.isObject()) {
      return null;
    }
    return new Correlation(field, child, oldChild, false);
  }

  /** Of an item; null if it has no pair. */
  public @Nullable Correlation item(int index) {
    SchemaNode items = schema.items();
    if (schema.listKind() != ListKind.MAP || items == null || !old.isArray()) {
      return null;
    }
    JsonNode item = value.get(index);
    JsonNode oldItem = item == null ? null : KeyedLists.find(schema.listKeys(), old, item);
    return item == null || oldItem == null ? null : new Correlation(items, item, oldItem, false);
  }

  /** Whether the update left it as it was; the order of a list that is a map is no change. */
  public boolean isUnchanged() {
    Boolean known = unchanged;
    if (known == null) {
      known = isEqual(schema, value, old);
      unchanged = known;
    }
    return known;
  }

  private static boolean isEqual(@Nullable SchemaNode schema, JsonNode value, JsonNode old) {
    if (schema == null || !schema.is(SchemaNode.HAS_KEYED_LISTS)) {
      return JsonEquality.same(value, old);
    }
    if (value.size() != old.size() || Json.kind(value) != Json.kind(old)) {
      return false;
    }
    return switch (Json.kind(value)) {
      case ARRAY -> isEqualList(schema, value, old);
      case OBJECT -> isEqualObject(schema, value, old);
      case NULL, BOOLEAN, INTEGER, NUMBER, STRING -> JsonEquality.same(value, old);
    };
  }

  private static boolean isEqualList(SchemaNode schema, JsonNode value, JsonNode old) {
    if (schema.listKind() != ListKind.MAP) {
      return JsonEquality.same(value, old);
    }
    for (JsonNode item : value) {
      JsonNode oldItem = KeyedLists.find(schema.listKeys(), old, item);
      if (oldItem == null || !isEqual(schema.items(), item, oldItem)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isEqualObject(SchemaNode schema, JsonNode value, JsonNode old) {
    for (var field : value.properties()) {
      JsonNode oldField = old.get(field.getKey());
      if (oldField == null || !isEqual(schema.field(field.getKey()), field.getValue(), oldField)) {
        return false;
      }
    }
    return true;
  }
}
