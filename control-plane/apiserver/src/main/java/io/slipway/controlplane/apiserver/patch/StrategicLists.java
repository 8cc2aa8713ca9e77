// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.JsonEquality;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The merging of lists: of maps by a key, of scalars as sets. */
final class StrategicLists {
  private static final JsonNode NONE = JsonNodeFactory.instance.arrayNode();

  private StrategicLists() {}

  /** Merges a list of a patch, or of what it deletes, into one that is there. */
  static JsonNode merge(JsonNode original, JsonNode patch, PatchedField field, boolean deletes) {
    if (original.isEmpty() && patch.isEmpty()) {
      return original;
    }
    String key = field.strategy().mergeKey();
    if (elementType(original, patch) != JsonNodeType.OBJECT) {
      List<JsonNode> old = list(original);
      if (deletes) {
        old.removeIf(each -> ElementOrder.indexOf(list(patch), each, "") >= 0);
        return array(old);
      }
      List<JsonNode> merged = distinct(old, list(patch));
      return array(ElementOrder.arranged(merged, list(patch), old, ""));
    }
    if (key.isEmpty()) {
      throw PatchErrors.other("cannot merge lists without merge key for struct");
    }
    List<JsonNode> old = list(original);
    List<JsonNode> wanted = new ArrayList<>();
    if (special(old, patch, wanted, key)) {
      return array(ElementOrder.arranged(wanted, List.of(), wanted, key));
    }
    List<JsonNode> merged = mergeElements(old, wanted, field);
    return array(ElementOrder.arranged(merged, wanted, old, key));
  }

  /** Merges the lists and puts the result in the order that the patch asks for. */
  static JsonNode ordered(
      @Nullable JsonNode original, @Nullable JsonNode patch, JsonNode order, PatchedField field) {
    String key = field.strategy().mergeKey();
    List<JsonNode> old = original == null ? List.of() : orderOf(original, patch, key);
    elementType(original == null ? NONE : original, patch == null ? NONE : patch);
    JsonNode merged;
    if (original == null) {
      merged = patch == null ? NONE : Directives.plain(patch, true);
    } else if (patch == null) {
      merged = original;
    } else {
      merged = field.strategy().merge() ? merge(original, patch, field, false) : patch;
    }
    return array(
        ElementOrder.arranged(list(merged == null ? NONE : merged), list(order), old, key));
  }

  /**
   * The order of the elements that are there. In Kubernetes new elements have one too as far as
   * they take the place of deleted ones; with it go the orders of containers that people see.
   */
  private static List<JsonNode> orderOf(JsonNode original, @Nullable JsonNode patch, String key) {
    List<JsonNode> order = list(original);
    if (patch == null || key.isEmpty()) {
      return order;
    }
    List<JsonNode> added = new ArrayList<>();
    for (JsonNode each : patch) {
      String directive = each.path(Directives.PATCH).asText("");
      if (directive.equals("delete")) {
        order.removeIf(there -> ElementOrder.indexOf(List.of(there), each, key) == 0);
      } else if (directive.equals("replace")) {
        return list(original);
      } else {
        added.add(each);
      }
    }
    for (JsonNode each : added) {
      if (order.size() < original.size() && ElementOrder.indexOf(order, each, key) < 0) {
        order.add(each);
      }
    }
    return order;
  }

  /** What all elements of both lists are. */
  private static JsonNodeType elementType(JsonNode original, JsonNode patch) {
    JsonNodeType type = null;
    for (JsonNode list : List.of(original, patch)) {
      for (JsonNode each : list) {
        if (type == null) {
          type = each.getNodeType();
          if (type == JsonNodeType.ARRAY) {
            throw PatchErrors.listOfLists();
          }
        } else if (type != each.getNodeType()) {
          throw PatchErrors.mixedElements(original, patch);
        }
      }
    }
    if (type == null) {
      throw PatchErrors.other("no elements in any of the given slices");
    }
    return type;
  }

  /**
   * Carries out the directives among the elements.
   *
   * @param old the list that is there, from which elements are deleted
   * @param wanted gets the elements of the patch that carry no directive
   * @return whether these replace the list
   */
  private static boolean special(
      List<JsonNode> old, JsonNode patch, List<JsonNode> wanted, String key) {
    boolean replaces = false;
    for (JsonNode each : patch) {
      JsonNode directive = each.get(Directives.PATCH);
      if (directive == null) {
        wanted.add(each);
        continue;
      }
      switch (directive.asText("")) {
        case "delete" -> {
          JsonNode value = ElementOrder.key(each, key);
          old.removeIf(there -> there.has(key) && JsonEquality.same(there.get(key), value));
        }
        case "replace" -> replaces = true;
        case "merge" ->
            throw PatchErrors.other("merging lists cannot yet be specified in the patch");
        default -> throw PatchErrors.unknownDirective(directive, each);
      }
    }
    return replaces;
  }

  /** Merges the elements that are there, in their place, and adds the others. */
  private static List<JsonNode> mergeElements(
      List<JsonNode> old, List<JsonNode> wanted, PatchedField field) {
    String key = field.strategy().mergeKey();
    List<JsonNode> merged = new ArrayList<>(old);
    for (JsonNode each : wanted) {
      ElementOrder.key(each, key);
      int index = ElementOrder.indexOf(merged, each, key);
      if (index < 0) {
        merged.add(each);
      } else {
        ObjectNode there = (ObjectNode) merged.get(index);
        merged.set(
            index, StrategicMergePatch.merge(there, (ObjectNode) each.deepCopy(), field.map()));
      }
    }
    return merged;
  }

  private static List<JsonNode> distinct(List<JsonNode> old, List<JsonNode> added) {
    List<JsonNode> all = new ArrayList<>();
    for (List<JsonNode> list : List.of(old, added)) {
      for (JsonNode each : list) {
        if (ElementOrder.indexOf(all, each, "") < 0) {
          all.add(each);
        }
      }
    }
    return all;
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> list = new ArrayList<>(array.size());
    array.forEach(list::add);
    return list;
  }

  private static ArrayNode array(List<JsonNode> list) {
    return JsonNodeFactory.instance.arrayNode().addAll(list);
  }
}
