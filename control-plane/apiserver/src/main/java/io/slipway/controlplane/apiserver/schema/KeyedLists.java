// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.JsonEquality;
import io.slipway.controlplane.apiserver.meta.SortedJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists that are sets or maps: no item, and no key, twice. */
final class KeyedLists {
  private KeyedLists() {}

  /** What is twice in the lists of an object. */
  static List<FieldError> check(SchemaNode schema, JsonNode object) {
    List<FieldError> errors = new ArrayList<>(0);
    new SchemaWalk(
            SchemaNode.HAS_KEYED_LISTS,
            (node, value, path) -> {
              if (value.isArray()) {
                list(node, value, path, errors);
              }
            })
        .walk(schema, object, FieldPath.none());
    return errors;
  }

  private static void list(
      SchemaNode schema, JsonNode list, FieldPath path, List<FieldError> errors) {
    switch (schema.listKind()) {
      case ATOMIC -> {}
      case SET -> {
        for (int repeated : repeated(list)) {
          errors.add(FieldError.duplicate(path.index(repeated), SortedJson.of(list.get(repeated))));
        }
      }
      case MAP -> map(schema, list, path, errors);
    }
  }

  private static void map(
      SchemaNode schema, JsonNode list, FieldPath path, List<FieldError> errors) {
    for (int i = 0; i < list.size(); i++) {
      if (!list.get(i).isObject() && !list.get(i).isNull()) {
        String detail = "must be an object for an array of list-type map";
        errors.add(FieldError.invalid(path.index(i), list.get(i), detail));
        return;
      }
    }
    List<JsonNode> keys = new ArrayList<>(list.size());
    for (JsonNode item : list) {
      keys.add(keyOf(schema.listKeys(), item));
    }
    for (int repeated : repeated(keys)) {
      errors.add(FieldError.duplicate(path.index(repeated), SortedJson.of(keys.get(repeated))));
    }
  }

  /** The key fields of an item with their values; those it does not have are left out. */
  static JsonNode keyOf(List<String> names, JsonNode item) {
    ObjectNode key = JsonNodeFactory.instance.objectNode();
    for (String name : names) {
      JsonNode value = item.get(name);
      if (value != null) {
        key.set(name, value);
      }
    }
    return key;
  }

  /** The item with the same key as another one; null if there is none. */
  static @Nullable JsonNode find(List<String> names, JsonNode list, JsonNode like) {
    for (JsonNode item : list) {
      if (hasSameKey(names, item, like)) {
        return item;
      }
    }
    return null;
  }

  private static boolean hasSameKey(List<String> names, JsonNode item, JsonNode like) {
    if (!item.isObject() || !like.isObject()) {
      return false;
    }
    for (String name : names) {
      JsonNode a = item.get(name);
      JsonNode b = like.get(name);
      if (a == null ? b != null : b == null || !JsonEquality.same(a, b)) {
        return false;
      }
    }
    return true;
  }

  static boolean hasEqualItems(JsonNode list) {
    return !repeated(list).isEmpty();
  }

  /** Where a value that was there before is there for the second time, not the third. */
  private static List<Integer> repeated(Iterable<JsonNode> values) {
    Map<Content, Integer> times = new HashMap<>();
    List<Integer> repeated = new ArrayList<>(0);
    int at = 0;
    for (JsonNode value : values) {
      if (times.merge(new Content(value), 1, Integer::sum) == 2) {
        repeated.add(at);
      }
      at++;
    }
    return repeated;
  }

  /** A value that is equal to others of the same content. */
  private record Content(JsonNode value) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Content that && JsonEquality.same(value, that.value);
    }

    @Override
    public int hashCode() {
      return switch (Json.kind(value)) {
        case NULL -> 0;
        case BOOLEAN -> Boolean.hashCode(value.booleanValue());
        case INTEGER -> Long.hashCode(value.longValue());
        case NUMBER -> Double.hashCode(value.doubleValue());
        case STRING -> value.asText().hashCode();
        case ARRAY, OBJECT -> value.size();
      };
    }
  }
}
