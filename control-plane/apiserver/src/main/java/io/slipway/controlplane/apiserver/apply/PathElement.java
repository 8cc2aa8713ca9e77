// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.GoText;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One step from a value into what it is made of. */
sealed interface PathElement extends Comparable<PathElement> {
  /** A field of a structure or map. */
  record Name(String name) implements PathElement {
    /** Written by hand, as that of a record is made at run time, which is dear on a start. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Name same && name.equals(same.name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }

    @Override
    public int rank() {
      return 0;
    }

    @Override
    public int compareSameKind(PathElement other) {
      return name.compareTo(((Name) other).name);
    }

    @Override
    public String toString() {
      return '.' + name;
    }
  }

  /** The element of a list whose key fields have these values. */
  record Key(SortedMap<String, JsonNode> fields) implements PathElement {
    Key(Map<String, JsonNode> fields) {
      this(new TreeMap<>(fields));
    }

    @Override
    public int rank() {
      return 1;
    }

    @Override
    public int compareSameKind(PathElement other) {
      return compareKeys(fields, ((Key) other).fields);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("[");
      fields.forEach((name, value) ->
          text.append(text.length() > 1 ? "," : "").append(name).append('=').append(shown(value)));
      return text.append(']').toString();
    }
  }

  /** The element of a set that has this value. */
  record Value(JsonNode value) implements PathElement {
    @Override
    public int rank() {
      return 2;
    }

    @Override
    public int compareSameKind(PathElement other) {
      return ValueOrder.compare(value, ((Value) other).value);
    }

    @Override
    public String toString() {
      return "[=" + shown(value) + ']';
    }
  }

  /** The element at a place in a list. */
  record Index(int index) implements PathElement {
    @Override
    public int rank() {
      return 3;
    }

    @Override
    public int compareSameKind(PathElement other) {
      return Integer.compare(index, ((Index) other).index);
    }

    @Override
    public String toString() {
      return "[" + index + ']';
    }
  }

  /** Names before keys before values before places; that is the order in a document. */
  @Override
  default int compareTo(PathElement other) {
    int rank = Integer.compare(rank(), other.rank());
    if (rank != 0) {
      return rank;
    }
    return compareSameKind(other);
  }

  /** Of the four kinds, in their order. */
  int rank();

  /**
   * @param other of the same kind
   */
  int compareSameKind(PathElement other);

  private static int compareKeys(SortedMap<String, JsonNode> a, SortedMap<String, JsonNode> b) {
    Iterator<Map.Entry<String, JsonNode>> others = b.entrySet().iterator();
    for (Map.Entry<String, JsonNode> field : a.entrySet()) {
      if (!others.hasNext()) {
        return 1;
      }
      Map.Entry<String, JsonNode> other = others.next();
      int order = field.getKey().compareTo(other.getKey());
      order = order != 0 ? order : ValueOrder.compare(field.getValue(), other.getValue());
      if (order != 0) {
        return order;
      }
    }
    return others.hasNext() ? -1 : 0;
  }

  private static String shown(JsonNode value) {
    return value.isTextual() ? GoText.quote(value.textValue()) : value.toString();
  }
}
