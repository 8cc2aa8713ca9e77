// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.types;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The built-in kinds. The table is read when it is first asked for. */
public final class BuiltinTypes {
  private static final TypeTable TABLE = TypeTable.read("builtin-types.txt");
  private static final Map<String, TypeDescription> KINDS = TABLE.byKind();

  private BuiltinTypes() {}

  /** The kind's documents; null if there is no such kind. */
  public static @Nullable TypeDescription of(String apiVersion, String kind) {
    return KINDS.get(apiVersion + ' ' + kind);
  }

  /** The name of a structure of the table; null for what has none. */
  public static @Nullable String nameOf(TypeDescription type) {
    return TABLE.nameOf(type);
  }

  /** The metadata that objects of every kind have. */
  public static TypeDescription objectMeta() {
    TypeDescription namespace = KINDS.get("v1 Namespace");
    MapType fields = namespace == null ? null : namespace.map();
    TypeDescription metadata = fields == null ? null : fields.typeOf("metadata");
    if (metadata == null) {
      throw new IllegalStateException("the table of built-in types has no metadata");
    }
    return metadata;
  }
}
