// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.types.ListType;
import io.slipway.controlplane.apiserver.types.MapType;
import io.slipway.controlplane.apiserver.types.ScalarKind;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents of built-in kinds as Kubernetes reads them into its own structures: what they do
 * not have is dropped, a null is as good as nothing, and a value of the wrong type ends it.
 */
final class BuiltinFields {
  private final List<String> unknown = new ArrayList<>();
  private @Nullable String mismatch;

  private BuiltinFields() {}

  /**
   * What was found in a document.
   *
   * @param unknown paths of the fields that were dropped, in order
   * @param mismatch the first value of a wrong type, in words; null if there is none
   */
  record Findings(List<String> unknown, @Nullable String mismatch) {
    Findings {
      unknown = List.copyOf(unknown);
    }
  }

  /** Drops from the document what its kind does not have. */
  static Findings clean(ObjectNode document, TypeDescription type) {
    BuiltinFields fields = new BuiltinFields();
    fields.visit(document, type, "");
    return new Findings(fields.unknown, fields.mismatch);
  }

  private void visit(JsonNode value, TypeDescription type, String path) {
    switch (type.shapeFor(value)) {
      case MAP -> map(value, type.map(), path);
      case LIST -> list(value, type.list(), path);
      case SCALAR -> scalar(value, type.scalar(), path);
    }
  }

  private void map(JsonNode value, @Nullable MapType type, String path) {
    if (!(value instanceof ObjectNode object)) {
      found(value, "object", path);
      return;
    }
    if (type == null || type.untyped()) {
      return;
    }
    Iterator<Map.Entry<String, JsonNode>> each = object.properties().iterator();
    while (each.hasNext()) {
      Map.Entry<String, JsonNode> field = each.next();
      String child = path.isEmpty() ? field.getKey() : path + '.' + field.getKey();
      TypeDescription known = type.typeOf(field.getKey());
      if (known == null) {
        unknown.add(child);
        each.remove();
      } else if (field.getValue().isNull()) {
        each.remove();
      } else {
        visit(field.getValue(), known, child);
      }
    }
  }

  private void list(JsonNode value, @Nullable ListType type, String path) {
    if (!(value instanceof ArrayNode array)) {
      found(value, "array", path);
      return;
    }
    if (type == null) {
      return;
    }
    for (int i = 0; i < array.size(); i++) {
      visit(array.get(i), type.element(), path + '[' + i + ']');
    }
  }

  private void scalar(JsonNode value, @Nullable ScalarKind kind, String path) {
    if (kind != null && !kind.admits(value)) {
      found(
          value,
          switch (kind) {
            case TEXT -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "bool";
            case ANY -> "scalar";
          },
          path);
    }
  }

  private void found(JsonNode value, String expected, String path) {
    if (mismatch == null) {
      mismatch =
          "json: cannot unmarshal " + word(value) + " into field " + path + " of type " + expected;
    }
  }

  private static String word(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "array";
      case OBJECT -> "object";
      case STRING -> "string";
      case NUMBER -> "number";
      case BOOLEAN -> "bool";
      case NULL, MISSING -> "null";
      case BINARY, POJO -> throw new IllegalArgumentException("no JSON: " + value.getNodeType());
    };
  }
}
