// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.types.BuiltinTypes;
import io.slipway.controlplane.apiserver.types.TypeDescription;

/** The documents of a built-in kind. */
public final class BuiltinSchema implements OpenApiKind.KindSchema {
  private final TypeDescription type;

  /**
   * Finds the kind.
   *
   * @throws IllegalArgumentException if there is no such built-in kind
   */
  public BuiltinSchema(String apiVersion, String kind) {
    TypeDescription found = BuiltinTypes.of(apiVersion, kind);
    if (found == null) {
      throw new IllegalArgumentException("no built-in kind " + apiVersion + ' ' + kind);
    }
    this.type = found;
  }

  @Override
  public ObjectNode describe(Components components) {
    MetaSchemas.add(components);
    return new TypeSchemas(components).inline(type);
  }
}
