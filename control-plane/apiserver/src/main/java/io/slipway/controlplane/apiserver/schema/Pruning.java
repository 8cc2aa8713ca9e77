// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes out of an object what its schema does not know, and tells what that was. */
final class Pruning {
  private final List<String> removed = new ArrayList<>(0);

  private Pruning() {}

  /** Changes the object; the paths of what was taken out, sorted. */
  static List<String> prune(ObjectNode object, SchemaNode schema, boolean isResource) {
    Pruning pruning = new Pruning();
    if (schema.preservesUnknown()) {
      pruning.preserved(object, schema, isResource, Trail.root());
    } else {
      pruning.fields(object, schema, isResource, Trail.root());
    }
    Collections.sort(pruning.removed);
    return pruning.removed;
  }

  /** Changes the value; whether nothing was taken out. */
  static boolean isPruned(JsonNode value, SchemaNode schema) {
    Pruning pruning = new Pruning();
    pruning.value(value, schema, Trail.root());
    return pruning.removed.isEmpty();
  }

  private void value(JsonNode value, @Nullable SchemaNode schema, Trail trail) {
    if (schema != null && schema.preservesUnknown()) {
      preserved(value, schema, schema.embedded(), trail);
    } else if (value instanceof ObjectNode object) {
      fields(object, schema, schema != null && schema.embedded(), trail);
    } else if (value.isArray()) {
      SchemaNode items = schema == null ? null : schema.items();
      for (int i = 0; i < value.size(); i++) {
        value(value.get(i), items, trail.item(i));
      }
    }
  }

  private void fields(
      ObjectNode object, @Nullable SchemaNode schema, boolean isResource, Trail trail) {
    Iterator<Map.Entry<String, JsonNode>> each = object.properties().iterator();
    while (each.hasNext()) {
      Map.Entry<String, JsonNode> field = each.next();
      String name = field.getKey();
      if (isResource && isMeta(name)) {
        continue;
      }
      SchemaNode property = schema == null ? null : schema.property(name);
      if (property != null) {
        value(field.getValue(), property, trail.property(name));
      } else if (schema != null && schema.hasAdditional()) {
        value(field.getValue(), schema.additional(), trail.property(name));
      } else {
        removed.add(trail.property(name).text());
        each.remove();
      }
    }
  }

  /** Unknown fields stay here, but not in what the schema names below. */
  private void preserved(JsonNode value, SchemaNode schema, boolean isResource, Trail trail) {
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        String name = field.getKey();
        if (isResource && isMeta(name)) {
          continue;
        }
        SchemaNode property = schema.property(name);
        if (property != null) {
          value(field.getValue(), property, trail.property(name));
        } else if (schema.hasAdditional()) {
          value(field.getValue(), schema.additional(), trail.property(name));
        }
      }
    } else if (value.isArray()) {
      SchemaNode items = schema.items();
      for (int i = 0; items != null && i < value.size(); i++) {
        preserved(value.get(i), items, items.embedded(), trail.item(i));
      }
    }
  }

  private static boolean isMeta(String name) {
    return name.equals("apiVersion") || name.equals("kind") || name.equals("metadata");
  }
}
