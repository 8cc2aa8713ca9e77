// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.apply.ListElements.NotAnElement;
import io.slipway.controlplane.apiserver.types.ListType;
import io.slipway.controlplane.apiserver.types.ListType.Identity;
import io.slipway.controlplane.apiserver.types.MapType;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The fields that a document sets: its leaves, and the elements of its lists and maps. */
final class FieldsOf {
  private final FieldSet set = new FieldSet();

  private FieldsOf() {}

  /** The fields of a document that {@link TypeCheck} let pass. */
  static FieldSet document(TypeDescription type, JsonNode value) {
    FieldsOf fields = new FieldsOf();
    fields.visit(type, value, List.of());
    return fields.set;
  }

  private void visit(TypeDescription type, JsonNode value, List<PathElement> path) {
    switch (type.shapeFor(value)) {
      case SCALAR -> set.add(path);
      case LIST -> list(Parts.list(type), value, path);
      case MAP -> map(Parts.map(type), value, path);
    }
  }

  private void list(ListType type, JsonNode value, List<PathElement> path) {
    if (type.identity() == Identity.ATOMIC) {
      set.add(path);
      return;
    }
    TreeMap<PathElement, Integer> counts = new TreeMap<>();
    for (JsonNode each : value) {
      counts.merge(element(type, each), 1, Integer::sum);
    }
    for (JsonNode each : value) {
      PathElement element = element(type, each);
      List<PathElement> below = FieldSet.append(path, element);
      // Of elements that cannot be told apart nothing more is known than that they are there.
      if (counts.getOrDefault(element, 0) == 1) {
        visit(type.element(), each, below);
      }
      set.add(below);
    }
  }

  static PathElement element(ListType type, JsonNode value) {
    try {
      return ListElements.identify(type, value);
    } catch (NotAnElement e) {
      throw new IllegalArgumentException("a document that was not checked", e);
    }
  }

  private void map(MapType type, JsonNode value, List<PathElement> path) {
    if (type.atomic()) {
      set.add(path);
      return;
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      List<PathElement> below = FieldSet.append(path, new PathElement.Name(field.getKey()));
      TypeDescription fieldType = type.typeOf(field.getKey());
      JsonNode child = field.getValue();
      visit(fieldType == null ? TypeDescription.ANY : fieldType, child, below);
      boolean emptyMap = child.isObject() && child.isEmpty();
      if (child.isNull() || emptyMap || !type.fields().containsKey(field.getKey())) {
        set.add(below);
      }
    }
  }
}
