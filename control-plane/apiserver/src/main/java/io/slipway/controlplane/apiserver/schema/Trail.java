// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import io.slipway.controlplane.apiserver.meta.FieldPath;
import org.jspecify.annotations.Nullable;

/**
 * The way from the root of an object to a value, made on the way down and only written out when
 * something is wrong there.
 */
final class Trail {
  private final @Nullable Trail parent;
  private final @Nullable String name;
  private final int index;

  /** Whether the name is that of a property of the schema, not a key of a map. */
  private final boolean named;

  private Trail(@Nullable Trail parent, @Nullable String name, int index, boolean named) {
    this.parent = parent;
    this.name = name;
    this.index = index;
    this.named = named;
  }

  static Trail root() {
    return new Trail(null, null, 0, true);
  }

  Trail property(String property) {
    return new Trail(this, property, 0, true);
  }

  Trail entry(String key) {
    return new Trail(this, key, 0, false);
  }

  Trail item(int at) {
    return new Trail(this, null, at, false);
  }

  /** As messages name it: empty for the root, {@code spec.list[0].key}. */
  String text() {
    StringBuilder out = new StringBuilder();
    write(out);
    return out.toString();
  }

  /** As messages name a field that is not there. */
  String missing(String field) {
    return text() + '.' + field;
  }

  private void write(StringBuilder out) {
    if (parent == null) {
      return;
    }
    parent.write(out);
    if (name == null) {
      out.append('[').append(index).append(']');
    } else {
      // A key of a map at the root has a dot before it, in Kubernetes as here.
      if (!named || !out.isEmpty()) {
        out.append('.');
      }
      out.append(name);
    }
  }

  /** As the field of an error names it, seen from a base. */
  static FieldPath under(FieldPath base, String text) {
    String path = text.startsWith(".") ? text.substring(1) : text;
    return path.isEmpty() ? base : base.child(path);
  }
}
