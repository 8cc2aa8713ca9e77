// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import io.slipway.controlplane.apiserver.types.ListType;
import io.slipway.controlplane.apiserver.types.ListType.Identity;
import io.slipway.controlplane.apiserver.types.MapType;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What becomes of sets of fields when the type of their document is known. */
final class TypedSets {
  private TypedSets() {}

  /** The set and, of the structures that hold its fields, their own fields. */
  static FieldSet withHolders(FieldSet set, @Nullable TypeDescription type) {
    FieldSet all = new FieldSet();
    set.members().forEach(all::addMember);
    MapType map = type == null ? null : type.map();
    for (Map.Entry<PathElement, FieldSet> child : set.children().entrySet()) {
      PathElement element = child.getKey();
      if (map != null
          && element instanceof PathElement.Name(String name)
          && map.fields().containsKey(name)) {
        all.addMember(element);
      }
      all.putChild(element, withHolders(child.getValue(), below(type, element)));
    }
    return all;
  }

  private static @Nullable TypeDescription below(
      @Nullable TypeDescription type, PathElement element) {
    if (type == null) {
      return null;
    }
    MapType map = type.map();
    if (element instanceof PathElement.Name(String name)) {
      return map == null ? null : map.typeOf(name);
    }
    ListType list = type.list();
    return element instanceof PathElement.Key && list != null ? list.element() : null;
  }

  /**
   * The set after a type became atomic that was not when the set was written: who owned parts of
   * such a value now owns the value.
   */
  static FieldSet reconciled(FieldSet set, TypeDescription type) {
    FieldSet atomics = new FieldSet();
    collect(set, false, type, List.of(), atomics);
    return atomics.isEmpty() ? set : set.minusAllWithin(atomics).union(atomics);
  }

  private static void collect(
      @Nullable FieldSet set,
      boolean leaf,
      TypeDescription type,
      List<PathElement> path,
      FieldSet atomics) {
    switch (type.shapeFor(null)) {
      case SCALAR -> {}
      case LIST -> {
        ListType list = Parts.list(type);
        if (list.identity() != Identity.ATOMIC) {
          descend(set, type, path, atomics);
        } else if (!leaf) {
          atomics.add(path);
        }
      }
      case MAP -> {
        MapType map = Parts.map(type);
        if (map.untyped()) {
          return;
        }
        if (!map.atomic()) {
          descend(set, type, path, atomics);
        } else if (!leaf && set != null && !set.isEmpty()) {
          atomics.add(path);
        }
      }
    }
  }

  private static void descend(
      @Nullable FieldSet set, TypeDescription type, List<PathElement> path, FieldSet atomics) {
    if (set == null) {
      return;
    }
    TreeSet<PathElement> elements = new TreeSet<>(set.children().keySet());
    elements.addAll(set.members());
    for (PathElement element : elements) {
      TypeDescription below =
          type.map() != null ? below(type, element) : Parts.list(type).element();
      if (below != null) {
        FieldSet child = set.below(element);
        boolean leaf = child == null && set.hasMember(element);
        collect(child, leaf, below, FieldSet.append(path, element), atomics);
      }
    }
  }
}
