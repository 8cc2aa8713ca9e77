// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.types.ListType;
import io.slipway.controlplane.apiserver.types.MapType;
import io.slipway.controlplane.apiserver.types.ScalarKind;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import org.jspecify.annotations.Nullable;

/** The alternative of a type that its shape has named, and values looked at that way. */
final class Parts {
  private Parts() {}

  static MapType map(TypeDescription type) {
    return present(type.map());
  }

  static ListType list(TypeDescription type) {
    return present(type.list());
  }

  static ScalarKind scalar(TypeDescription type) {
    return present(type.scalar());
  }

  private static <T> T present(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("a shape that the type does not have");
    }
    return part;
  }

  /** The value if it is a map, else null. */
  static @Nullable JsonNode asMap(@Nullable JsonNode value) {
    return value != null && value.isObject() ? value : null;
  }

  /** The value if it is a list, else null. */
  static @Nullable JsonNode asList(@Nullable JsonNode value) {
    return value != null && value.isArray() ? value : null;
  }

  static boolean isEmpty(@Nullable JsonNode container) {
    return container == null || container.isEmpty();
  }
}
