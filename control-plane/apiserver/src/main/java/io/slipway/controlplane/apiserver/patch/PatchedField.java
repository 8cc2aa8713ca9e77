// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.patch;

import io.slipway.controlplane.apiserver.types.FieldType;
import io.slipway.controlplane.apiserver.types.ListType;
import io.slipway.controlplane.apiserver.types.MapType;
import io.slipway.controlplane.apiserver.types.PatchStrategy;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a field that is being patched.
 *
 * @param strategy how it is patched
 * @param map what it, or each of its elements, is as a map; null if nothing is known
 */
record PatchedField(PatchStrategy strategy, @Nullable MapType map) {
  private static final PatchedField UNKNOWN = new PatchedField(PatchStrategy.NONE, null);

  /** A field that holds a map. */
  static PatchedField map(@Nullable MapType parent, String name) {
    FieldType field = field(parent, name);
    return field == null ? UNKNOWN : new PatchedField(field.patch(), field.type().map());
  }

  /** A field that holds a list. */
  static PatchedField list(@Nullable MapType parent, String name) {
    FieldType field = field(parent, name);
    if (field == null) {
      return UNKNOWN;
    }
    ListType list = field.type().list();
    return new PatchedField(field.patch(), list == null ? null : list.element().map());
  }

  /** The field; null if nothing is known of what holds it. */
  private static @Nullable FieldType field(@Nullable MapType parent, String name) {
    if (parent == null || parent.untyped()) {
      return null;
    }
    if (parent.fields().isEmpty()) {
      throw PatchErrors.other(
          "merging an object in json but data type is not struct, instead is: map");
    }
    FieldType field = parent.fields().get(name);
    if (field == null) {
      throw PatchErrors.other(
          "unable to find api field in struct "
              + parent.name()
              + " for the json field \""
              + name
              + '"');
    }
    return field;
  }
}
