// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A set of fields of an object, as a tree. A field is in the set or not, whatever is said of the
 * fields within it. Built up by {@link #add}, then only read: the operations make new sets, which
 * share parts with the old ones.
 */
final class FieldSet {
  private final TreeSet<PathElement> members = new TreeSet<>();
  private final TreeMap<PathElement, FieldSet> children = new TreeMap<>();

  static FieldSet of(List<List<PathElement>> paths) {
    FieldSet set = new FieldSet();
    paths.forEach(set::add);
    return set;
  }

  /** Adds a field; the whole object, the empty path, is owned by nobody. */
  void add(List<PathElement> path) {
    if (path.isEmpty()) {
      return;
    }
    FieldSet set = this;
    for (PathElement element : path.subList(0, path.size() - 1)) {
      set = set.children.computeIfAbsent(element, _ -> new FieldSet());
    }
    set.members.add(path.getLast());
  }

  void addMember(PathElement element) {
    members.add(element);
  }

  /** Puts a set below an element, unless it is empty. */
  void putChild(PathElement element, FieldSet child) {
    if (!child.isEmpty()) {
      children.put(element, child);
    }
  }

  SortedSet<PathElement> members() {
    return members;
  }

  SortedMap<PathElement, FieldSet> children() {
    return children;
  }

  boolean isEmpty() {
    return members.isEmpty() && children.values().stream().allMatch(FieldSet::isEmpty);
  }

  boolean has(List<PathElement> path) {
    FieldSet set = this;
    for (int i = 0; i < path.size() - 1; i++) {
      set = set.children.get(path.get(i));
      if (set == null) {
        return false;
      }
    }
    return !path.isEmpty() && set.members.contains(path.getLast());
  }

  boolean hasMember(PathElement element) {
    return members.contains(element);
  }

  /** What the set holds below an element; null for nothing. */
  @Nullable FieldSet below(PathElement element) {
    return children.get(element);
  }

  FieldSet union(FieldSet other) {
    FieldSet all = new FieldSet();
    all.members.addAll(members);
    all.members.addAll(other.members);
    all.children.putAll(children);
    other.children.forEach((element, set) -> all.children.merge(element, set, FieldSet::union));
    return all;
  }

  FieldSet intersection(FieldSet other) {
    FieldSet both = new FieldSet();
    both.members.addAll(members);
    both.members.retainAll(other.members);
    children.forEach((element, set) -> {
      FieldSet others = other.children.get(element);
      if (others != null) {
        both.putChild(element, set.intersection(others));
      }
    });
    return both;
  }

  /** The fields that are not in the other set; a field stays though one that holds it is there. */
  FieldSet minus(FieldSet other) {
    FieldSet rest = new FieldSet();
    rest.members.addAll(members);
    rest.members.removeAll(other.members);
    children.forEach((element, set) -> {
      FieldSet others = other.children.get(element);
      rest.putChild(element, others == null ? set : set.minus(others));
    });
    return rest;
  }

  /** The fields that are neither in the other set nor within one that is. */
  FieldSet minusAllWithin(FieldSet other) {
    FieldSet rest = new FieldSet();
    rest.members.addAll(members);
    rest.members.removeAll(other.members);
    children.forEach((element, set) -> {
      FieldSet others = other.children.get(element);
      if (!other.members.contains(element)) {
        rest.putChild(element, others == null ? set : set.minusAllWithin(others));
      }
    });
    return rest;
  }

  /** All paths: at each level first the members, then what is below. */
  List<List<PathElement>> paths() {
    List<List<PathElement>> paths = new ArrayList<>();
    collect(List.of(), paths);
    return paths;
  }

  private void collect(List<PathElement> prefix, List<List<PathElement>> paths) {
    for (PathElement member : members) {
      paths.add(append(prefix, member));
    }
    for (Map.Entry<PathElement, FieldSet> child : children.entrySet()) {
      child.getValue().collect(append(prefix, child.getKey()), paths);
    }
  }

  static List<PathElement> append(List<PathElement> path, PathElement element) {
    List<PathElement> longer = new ArrayList<>(path.size() + 1);
    longer.addAll(path);
    longer.add(element);
    return longer;
  }

  /** A path as errors show it: {@code .spec.containers[name="a"].image}. */
  static String show(List<PathElement> path) {
    StringBuilder text = new StringBuilder();
    path.forEach(text::append);
    return text.toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FieldSet set && paths().equals(set.paths());
  }

  @Override
  public int hashCode() {
    return paths().hashCode();
  }

  @Override
  public String toString() {
    return String.join("\n", paths().stream().map(FieldSet::show).toList());
  }
}
