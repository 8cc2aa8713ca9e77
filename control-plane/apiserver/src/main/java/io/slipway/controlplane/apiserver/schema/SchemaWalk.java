// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Goes through a value as far as its schema has something somewhere below. */
final class SchemaWalk {
  private final int flag;
  private final Visitor visitor;

  /** Sees each value before what is in it. */
  interface Visitor {
    void visit(SchemaNode schema, JsonNode value, FieldPath path);
  }

  /**
   * @param flag of schemas that have what is looked for, or have it below
   */
  SchemaWalk(int flag, Visitor visitor) {
    this.flag = flag;
    this.visitor = visitor;
  }

  void walk(@Nullable SchemaNode schema, JsonNode value, FieldPath path) {
    if (schema == null || !schema.is(flag)) {
      return;
    }
    visitor.visit(schema, value, path);
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        String name = field.getKey();
        SchemaNode property = schema.property(name);
        if (property != null) {
          walk(property, field.getValue(), path.child(name));
        } else {
          walk(schema.additional(), field.getValue(), path.key(name));
        }
      }
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        walk(schema.items(), value.get(i), path.index(i));
      }
    }
  }
}
