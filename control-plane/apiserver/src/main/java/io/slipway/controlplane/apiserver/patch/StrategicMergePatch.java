// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.types.MapType;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes' strategic merge patch, for kinds of which it is known how their lists merge. Maps
 * merge, null removes; lists are replaced or, where the field says so, merged by a key or as sets.
 */
public final class StrategicMergePatch {
  private StrategicMergePatch() {}

  /**
   * The patched document, a new one.
   *
   * @throws io.slipway.controlplane.apiserver.meta.ApiException if the patch does not fit the type
   *     or a directive in it makes no sense
   */
  public static ObjectNode apply(TypeDescription type, ObjectNode document, ObjectNode patch) {
    ObjectNode patched = merge(document.deepCopy(), patch.deepCopy(), type.map());
    // Kubernetes loses these when it reads the result into its own structures.
    Directives.sweep(patched);
    return patched;
  }

  /** Merges a patch into a map. Both are used up; what is returned is made of their parts. */
  static ObjectNode merge(ObjectNode original, ObjectNode patch, @Nullable MapType type) {
    JsonNode directive = patch.get(Directives.PATCH);
    if (directive != null) {
      return replaced(directive, patch);
    }
    retainKeys(original, patch);
    for (String name : names(patch)) {
      if (name.startsWith(Directives.ELEMENT_ORDER)) {
        mergeOrdered(original, patch, name, type);
      }
    }
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      boolean deletes = field.getKey().startsWith(Directives.DELETE_FROM);
      String name =
          deletes
              ? Directives.listOf(
                  field.getKey(), Directives.DELETE_FROM, PatchErrors.PRIMITIVE_LIST)
              : field.getKey();
      mergeField(original, name, field.getValue(), deletes, type);
    }
    return original;
  }

  private static List<String> names(ObjectNode map) {
    List<String> names = new ArrayList<>(map.size());
    map.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static ObjectNode replaced(JsonNode directive, ObjectNode patch) {
    return switch (directive.asText("")) {
      case "replace" -> patch.without(Directives.PATCH);
      case "delete" -> JsonNodeFactory.instance.objectNode();
      default -> throw PatchErrors.unknownDirective(directive, patch);
    };
  }

  /** Keeps of the original only the fields that the patch lists, which must be all that it has. */
  private static void retainKeys(ObjectNode original, ObjectNode patch) {
    JsonNode retained = patch.remove(Directives.RETAIN_KEYS);
    if (retained == null) {
      return;
    }
    if (!retained.isArray()) {
      throw PatchErrors.badFormat(PatchErrors.RETAIN_KEYS);
    }
    List<String> keys = new ArrayList<>();
    retained.forEach(key -> keys.add(key.asText("")));
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      String name = field.getKey();
      boolean beside =
          field.getValue().isNull()
              || name.startsWith(Directives.DELETE_FROM)
              || name.startsWith(Directives.ELEMENT_ORDER);
      if (!beside && !keys.contains(name)) {
        throw PatchErrors.badFormat(PatchErrors.RETAIN_KEYS);
      }
    }
    original.retain(keys);
  }

  private static void mergeOrdered(
      ObjectNode original, ObjectNode patch, String directive, @Nullable MapType type) {
    JsonNode order = patch.remove(directive);
    if (order == null || !order.isArray()) {
      throw PatchErrors.noList(order == null ? JsonNodeFactory.instance.nullNode() : order);
    }
    String name = Directives.listOf(directive, Directives.ELEMENT_ORDER, PatchErrors.ELEMENT_ORDER);
    JsonNode there = list(original.get(name));
    JsonNode patched = list(patch.get(name));
    PatchedField field = PatchedField.list(type, name);
    ElementOrder.check(patched, order, field.strategy().mergeKey());
    if (there == null && patched == null) {
      return;
    }
    original.set(name, StrategicLists.ordered(there, patched, order, field));
    patch.remove(name);
  }

  private static @Nullable JsonNode list(@Nullable JsonNode value) {
    if (value != null && !value.isArray()) {
      throw PatchErrors.noList(value);
    }
    return value;
  }

  private static void mergeField(
      ObjectNode original, String name, JsonNode value, boolean deletes, @Nullable MapType type) {
    JsonNode there = original.get(name);
    if (value.isNull()) {
      original.remove(name);
    } else if (there == null || there.getNodeType() != value.getNodeType()) {
      if (!deletes) {
        put(original, name, Directives.plain(value, false));
      }
    } else if (value instanceof ObjectNode map) {
      original.set(name, merge((ObjectNode) there, map, PatchedField.map(type, name).map()));
    } else if (value.isArray()) {
      PatchedField field = PatchedField.list(type, name);
      boolean merged = field.strategy().merge() || deletes;
      original.set(name, merged ? StrategicLists.merge(there, value, field, deletes) : value);
    } else {
      original.set(name, value);
    }
  }

  private static void put(ObjectNode map, String name, @Nullable JsonNode value) {
    if (value == null) {
      map.remove(name);
    } else {
      map.set(name, value);
    }
  }
}
