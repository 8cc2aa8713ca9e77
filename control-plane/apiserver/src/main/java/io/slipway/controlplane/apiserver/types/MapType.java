// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.types;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map or a structure.
 *
 * @param name what a structure is called; empty for others
 * @param fields the fields that have a type of their own
 * @param element the type of all other fields; null if there are none or of any type
 * @param open whether, without a type for them, other fields may be anything
 * @param atomic whether it is replaced and owned as a whole
 */
public record MapType(
    String name,
    Map<String, FieldType> fields,
    @Nullable TypeDescription element,
    boolean open,
    boolean atomic) {
  public MapType {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  MapType(
      Map<String, FieldType> fields,
      @Nullable TypeDescription element,
      boolean open,
      boolean atomic) {
    this("", fields, element, open, atomic);
  }

  /** The type of a field; null if there may be no such field. */
  public @Nullable TypeDescription typeOf(String fieldName) {
    FieldType field = fields.get(fieldName);
    if (field != null) {
      return field.type();
    }
    if (element != null) {
      return element;
    }
    return open ? TypeDescription.ANY : null;
  }

  /** Whether nothing is known of its fields. */
  public boolean untyped() {
    return fields.isEmpty() && element == null && open;
  }

  MapType atomic(boolean value) {
    return new MapType(name, fields, element, open, value);
  }
}
