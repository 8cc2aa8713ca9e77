// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.JsonEquality;
import io.slipway.controlplane.apiserver.types.ListType;
import io.slipway.controlplane.apiserver.types.ListType.Identity;
import io.slipway.controlplane.apiserver.types.MapType;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import io.slipway.controlplane.apiserver.types.TypeDescription.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What changed from one document to another.
 *
 * @param removed fields that only the first has
 * @param modified fields that both have, with other values
 * @param added fields that only the second has
 */
record Comparison(FieldSet removed, FieldSet modified, FieldSet added) {
  /** Compares two documents of a type. */
  static Comparison of(TypeDescription type, JsonNode before, JsonNode after) {
    Comparison comparison = new Comparison(new FieldSet(), new FieldSet(), new FieldSet());
    comparison.compare(type, before, after, List.of());
    return comparison;
  }

  Comparison filtered(UnaryOperator<FieldSet> filter) {
    return new Comparison(filter.apply(removed), filter.apply(modified), filter.apply(added));
  }

  FieldSet changedOrAdded() {
    return modified.union(added);
  }

  private void compare(
      TypeDescription type,
      @Nullable JsonNode before,
      @Nullable JsonNode after,
      List<PathElement> path) {
    boolean leaf;
    if (before != null && after != null && !sameShape(type, before, after)) {
      compareAs(type.shapeFor(before), type, before, after, path);
      leaf = compareAs(type.shapeFor(after), type, before, after, path);
    } else {
      leaf = compareAs(type.shapeFor(after == null ? before : after), type, before, after, path);
    }
    if (!leaf && before == null) {
      added.add(path);
    } else if (!leaf && after == null) {
      removed.add(path);
    }
  }

  /** Null has the shape of nothing, if the type leaves a choice. */
  private static boolean sameShape(TypeDescription type, JsonNode before, JsonNode after) {
    return type.shapeFor(before) == type.shapeFor(after) && fits(type, before) == fits(type, after);
  }

  private static boolean fits(TypeDescription type, JsonNode value) {
    int alternatives =
        (type.scalar() == null ? 0 : 1)
            + (type.list() == null ? 0 : 1)
            + (type.map() == null ? 0 : 1);
    return alternatives == 1 || !value.isNull();
  }

  /** Whether the values were compared as a whole. */
  private boolean compareAs(
      Shape shape,
      TypeDescription type,
      @Nullable JsonNode before,
      @Nullable JsonNode after,
      List<PathElement> path) {
    return switch (shape) {
      case SCALAR -> whole(before, after, path);
      case LIST -> list(Parts.list(type), before, after, path);
      case MAP -> map(Parts.map(type), before, after, path);
    };
  }

  private boolean whole(
      @Nullable JsonNode before, @Nullable JsonNode after, List<PathElement> path) {
    if (before == null) {
      added.add(path);
    } else if (after == null) {
      removed.add(path);
    } else if (!JsonEquality.same(before, after)) {
      modified.add(path);
    }
    return true;
  }

  private boolean map(
      MapType type, @Nullable JsonNode before, @Nullable JsonNode after, List<PathElement> path) {
    JsonNode old = Parts.asMap(before);
    JsonNode now = Parts.asMap(after);
    if (type.atomic() || (Parts.isEmpty(old) && Parts.isEmpty(now))) {
      return whole(before, after, path);
    }
    for (String name : TypedMerge.names(old, now)) {
      TypeDescription fieldType = type.typeOf(name);
      compare(
          fieldType == null ? TypeDescription.ANY : fieldType,
          old == null ? null : old.get(name),
          now == null ? null : now.get(name),
          FieldSet.append(path, new PathElement.Name(name)));
    }
    return false;
  }

  private boolean list(
      ListType type, @Nullable JsonNode before, @Nullable JsonNode after, List<PathElement> path) {
    JsonNode old = Parts.asList(before);
    JsonNode now = Parts.asList(after);
    if (type.identity() == Identity.ATOMIC || (Parts.isEmpty(old) && Parts.isEmpty(now))) {
      return whole(before, after, path);
    }
    Map<PathElement, List<JsonNode>> olds = byElement(type, old);
    Map<PathElement, List<JsonNode>> nows = byElement(type, now);
    olds.forEach((element, values) ->
        elements(type, values, nows.getOrDefault(element, List.of()), path, element));
    nows.forEach((element, values) -> {
      if (!olds.containsKey(element)) {
        elements(type, List.of(), values, path, element);
      }
    });
    return false;
  }

  private static Map<PathElement, List<JsonNode>> byElement(
      ListType type, @Nullable JsonNode list) {
    Map<PathElement, List<JsonNode>> values = new TreeMap<>();
    if (list != null) {
      for (JsonNode each : list) {
        values.computeIfAbsent(FieldsOf.element(type, each), _ -> new ArrayList<>()).add(each);
      }
    }
    return values;
  }

  /** Elements that are the same several times are compared as one value. */
  private void elements(
      ListType type,
      List<JsonNode> olds,
      List<JsonNode> nows,
      List<PathElement> path,
      PathElement element) {
    List<PathElement> below = FieldSet.append(path, element);
    JsonNode old = olds.isEmpty() ? null : olds.getFirst();
    JsonNode now = nows.isEmpty() ? null : nows.getFirst();
    if (olds.size() <= 1 && nows.size() <= 1) {
      compare(type.element(), old, now, below);
    } else if (olds.size() > 1 && nows.size() > 1) {
      if (!sameValues(olds, nows)) {
        modified.add(below);
      }
    } else if (olds.size() > 1) {
      if (now != null) {
        compare(type.element(), null, now, below);
      }
      removed.add(below);
    } else {
      if (old != null) {
        compare(type.element(), old, null, below);
      }
      added.add(below);
    }
  }

  private static boolean sameValues(List<JsonNode> olds, List<JsonNode> nows) {
    if (olds.size() != nows.size()) {
      return false;
    }
    for (int i = 0; i < olds.size(); i++) {
      if (!JsonEquality.same(olds.get(i), nows.get(i))) {
        return false;
      }
    }
    return true;
  }
}
