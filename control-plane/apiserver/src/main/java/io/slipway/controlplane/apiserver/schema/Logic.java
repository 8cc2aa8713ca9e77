// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Schemas that are combined at one place. */
record Logic(
    List<SchemaNode> allOf,
    List<SchemaNode> anyOf,
    List<SchemaNode> oneOf,
    @Nullable SchemaNode not) {
  Logic {
    allOf = List.copyOf(allOf);
    anyOf = List.copyOf(anyOf);
    oneOf = List.copyOf(oneOf);
  }
}
