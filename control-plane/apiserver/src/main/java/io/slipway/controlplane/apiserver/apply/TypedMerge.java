// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.types.ListType;
import io.slipway.controlplane.apiserver.types.ListType.Identity;
import io.slipway.controlplane.apiserver.types.MapType;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A partial document laid over a live one: what it says wins, what it does not say stays. The
 * result shares parts with both.
 */
final class TypedMerge {
  private TypedMerge() {}

  /** The merged value; null if there is none. */
  static @Nullable JsonNode merge(
      TypeDescription type, @Nullable JsonNode live, @Nullable JsonNode applied) {
    return switch (type.shapeFor(applied == null ? live : applied)) {
      case SCALAR -> applied == null ? live : applied;
      case LIST -> list(Parts.list(type), live, applied);
      case MAP -> map(Parts.map(type), live, applied);
    };
  }

  private static @Nullable JsonNode map(
      MapType type, @Nullable JsonNode live, @Nullable JsonNode applied) {
    JsonNode old = Parts.asMap(live);
    JsonNode wanted = Parts.asMap(applied);
    if (type.atomic() || (Parts.isEmpty(old) && Parts.isEmpty(wanted))) {
      return applied == null ? live : applied;
    }
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    for (String name : names(old, wanted)) {
      TypeDescription fieldType = type.typeOf(name);
      JsonNode merged =
          merge(
              fieldType == null ? TypeDescription.ANY : fieldType,
              old == null ? null : old.get(name),
              wanted == null ? null : wanted.get(name));
      if (merged != null) {
        out.set(name, merged);
      }
    }
    return out.isEmpty() ? null : out;
  }

  static Set<String> names(@Nullable JsonNode a, @Nullable JsonNode b) {
    Set<String> names = new LinkedHashSet<>();
    if (a != null) {
      a.fieldNames().forEachRemaining(names::add);
    }
    if (b != null) {
      b.fieldNames().forEachRemaining(names::add);
    }
    return names;
  }

  private static @Nullable JsonNode list(
      ListType type, @Nullable JsonNode live, @Nullable JsonNode applied) {
    JsonNode old = Parts.asList(live);
    JsonNode wanted = Parts.asList(applied);
    if (type.identity() == Identity.ATOMIC || (Parts.isEmpty(old) && Parts.isEmpty(wanted))) {
      return applied == null ? live : applied;
    }
    ArrayNode out = new Lists(type, old, wanted).merge();
    return out.isEmpty() ? null : out;
  }

  /**
   * The merge of two lists whose elements can be told apart. The order of the applied list wins;
   * elements that only the live one has keep their place among those that both have.
   */
  private static final class Lists {
    private final ListType type;
    private final List<PathElement> oldElements = new ArrayList<>();
    private final List<PathElement> wantedElements = new ArrayList<>();
    private final List<JsonNode> oldValues = new ArrayList<>();
    private final Map<PathElement, JsonNode> old = new TreeMap<>();
    private final Map<PathElement, JsonNode> wanted = new TreeMap<>();
    private final Deque<PathElement> shared = new ArrayDeque<>();
    private final Set<PathElement> merged = new TreeSet<>();
    private final ArrayNode out = JsonNodeFactory.instance.arrayNode();

    Lists(ListType type, @Nullable JsonNode live, @Nullable JsonNode applied) {
      this.type = type;
      if (live != null) {
        for (JsonNode each : live) {
          PathElement element = FieldsOf.element(type, each);
          oldElements.add(element);
          oldValues.add(each);
          // Of several that are the same none is the one to merge with.
          old.merge(element, each, (_, _) -> NullNode.instance);
        }
      }
      if (applied != null) {
        for (JsonNode each : applied) {
          PathElement element = FieldsOf.element(type, each);
          wantedElements.add(element);
          wanted.put(element, each);
        }
      }
      for (PathElement element : wantedElements) {
        if (old.containsKey(element)) {
          shared.add(element);
        }
      }
    }

    ArrayNode merge() {
      int o = 0;
      int w = 0;
      while (o < oldElements.size() || w < wantedElements.size()) {
        PathElement ofOld = o < oldElements.size() ? oldElements.get(o) : null;
        PathElement ofWanted = w < wantedElements.size() ? wantedElements.get(w) : null;
        if (ofOld != null && ofWanted != null) {
          if (ofOld.compareTo(ofWanted) == 0) {
            addMerged(ofWanted);
            shared.poll();
            o++;
            w++;
            continue;
          }
          if (wanted.containsKey(ofOld) && !isNextShared(ofOld)) {
            o++;
            continue;
          }
        }
        if (ofOld != null) {
          if (!wanted.containsKey(ofOld)) {
            add(oldValues.get(o++), null);
            continue;
          }
          if (merged.contains(ofOld)) {
            o++;
          }
        }
        if (ofWanted != null) {
          addMerged(ofWanted);
          w++;
          if (!shared.isEmpty() && shared.peek().compareTo(ofWanted) == 0) {
            shared.poll();
          }
        }
      }
      return out;
    }

    private boolean isNextShared(PathElement element) {
      return shared.isEmpty() || shared.peek().compareTo(element) == 0;
    }

    private void addMerged(PathElement element) {
      merged.add(element);
      add(old.get(element), wanted.get(element));
    }

    private void add(@Nullable JsonNode live, @Nullable JsonNode applied) {
      JsonNode value = TypedMerge.merge(type.element(), live, applied);
      if (value != null) {
        out.add(value);
      }
    }
  }
}
