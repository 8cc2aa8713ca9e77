// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rules;

import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.schema.SchemaNode;
import org.jspecify.annotations.Nullable;

/** The field that a rule blames: a path from where the rule stands. */
final class RulePath {
  private RulePath() {}

  /** The path of the field; that of the rule's own place if it names none. */
  static FieldPath under(FieldPath base, String fieldPath, SchemaNode schema) {
    FieldPath path = base;
    SchemaNode at = schema;
    int i = 0;
    while (i < fieldPath.length()) {
      boolean bracket = fieldPath.charAt(i) == '[';
      int end = bracket ? fieldPath.indexOf("']", i) : nameEnd(fieldPath, i + 1);
      if (end < 0) {
        return path;
      }
      String name = fieldPath.substring(bracket ? i + 2 : i + 1, end);
      boolean named = at == null || at.hasProperties();
      path = named ? path.child(name) : path.key(name);
      at = below(at, name);
      i = bracket ? end + 2 : end;
    }
    return path;
  }

  private static @Nullable SchemaNode below(@Nullable SchemaNode schema, String name) {
    return schema == null ? null : schema.field(name);
  }

  private static int nameEnd(String path, int from) {
    int end = from;
    while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
      end++;
    }
    return end;
  }
}
