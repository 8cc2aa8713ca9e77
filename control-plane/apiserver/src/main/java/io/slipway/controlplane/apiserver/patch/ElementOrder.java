// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.JsonEquality;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order of merged lists: elements that the patch speaks of are in its order, the others in that
 * of the document, and where an order between the two is known it is kept as far as it goes.
 * Elements are told apart by a key, or where that is empty by their value.
 */
final class ElementOrder {
  private ElementOrder() {}

  /**
   * Refuses a patch whose elements are not all in the order that it gives, or not in that order.
   */
  static void check(@Nullable JsonNode patch, JsonNode order, String key) {
    if (patch == null || patch.isEmpty() || order.isEmpty()) {
      return;
    }
    List<JsonNode> checked = new ArrayList<>();
    for (JsonNode each : patch) {
      if (!key.isEmpty() && !each.isObject()) {
        throw PatchErrors.noMap(each);
      }
      if (!each.path(Directives.PATCH).asText("").equals("delete")) {
        checked.add(each);
      }
    }
    int next = 0;
    int i = 0;
    while (i < order.size() && next < checked.size()) {
      // Other directives have no place in the order, but one behind its end is not looked for.
      if (checked.get(next).has(Directives.PATCH)) {
        next++;
      } else if (same(checked.get(next), order.get(i++), key)) {
        next++;
      }
    }
    if (next < checked.size()) {
      throw PatchErrors.wrongOrder(patch, order);
    }
  }

  /**
   * Puts merged elements in order.
   *
   * @param merged the elements
   * @param wanted those that the patch speaks of, in its order
   * @param old those of the document, in its order
   */
  static List<JsonNode> arranged(
      List<JsonNode> merged, List<JsonNode> wanted, List<JsonNode> old, String key) {
    if (!key.isEmpty()) {
      wanted.forEach(each -> key(each, key));
    }
    List<JsonNode> patched = new ArrayList<>();
    List<JsonNode> others = new ArrayList<>();
    for (JsonNode each : merged) {
      if (!key.isEmpty()) {
        key(each, key);
      }
      (indexOf(wanted, each, key) >= 0 ? patched : others).add(each);
    }
    patched.sort(Comparator.comparingInt(each -> indexOf(wanted, each, key)));
    others.sort(Comparator.comparingInt(each -> indexOf(old, each, key)));
    return interleaved(others, patched, old, key);
  }

  private static List<JsonNode> interleaved(
      List<JsonNode> others, List<JsonNode> patched, List<JsonNode> old, String key) {
    List<JsonNode> all = new ArrayList<>(others.size() + patched.size());
    int o = 0;
    int p = 0;
    while (o < others.size() && p < patched.size()) {
      int other = indexOf(old, others.get(o), key);
      int patch = indexOf(old, patched.get(p), key);
      boolean before = other >= 0 && patch >= 0 && other < patch;
      all.add(before ? others.get(o++) : patched.get(p++));
    }
    all.addAll(others.subList(o, others.size()));
    all.addAll(patched.subList(p, patched.size()));
    return all;
  }

  static int indexOf(List<JsonNode> list, JsonNode element, String key) {
    JsonNode wanted = key.isEmpty() ? element : element.path(key);
    for (int i = 0; i < list.size(); i++) {
      JsonNode each = key.isEmpty() ? list.get(i) : list.get(i).path(key);
      if (JsonEquality.same(each, wanted)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean same(JsonNode a, JsonNode b, String key) {
    return key.isEmpty() ? JsonEquality.same(a, b) : JsonEquality.same(key(a, key), key(b, key));
  }

  /** The key of an element, which must have one. */
  static JsonNode key(JsonNode element, String key) {
    if (!element.isObject()) {
      throw PatchErrors.noMap(element);
    }
    JsonNode value = element.get(key);
    if (value == null) {
      throw PatchErrors.noKey(element, key);
    }
    return value;
  }
}
