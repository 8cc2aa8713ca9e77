// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.apply.ListElements.NotAnElement;
import io.slipway.controlplane.apiserver.meta.GoText;
import io.slipway.controlplane.apiserver.types.ListType;
import io.slipway.controlplane.apiserver.types.ListType.Identity;
import io.slipway.controlplane.apiserver.types.MapType;
import io.slipway.controlplane.apiserver.types.ScalarKind;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whether a document is of its type, so far that it can be merged. */
final class TypeCheck {
  private final boolean duplicates;
  private final TypeErrors errors = new TypeErrors();

  private TypeCheck(boolean duplicates) {
    this.duplicates = duplicates;
  }

  /**
   * What is wrong.
   *
   * @param duplicates whether several elements of a list may be the same: stored objects have such
   */
  static TypeErrors of(TypeDescription type, JsonNode value, boolean duplicates) {
    TypeCheck check = new TypeCheck(duplicates);
    check.check(type, value, List.of());
    return check.errors;
  }

  private void check(TypeDescription type, JsonNode value, List<PathElement> path) {
    switch (type.shapeFor(value)) {
      case MAP -> map(Parts.map(type), value, path);
      case LIST -> list(Parts.list(type), value, path);
      case SCALAR -> scalar(Parts.scalar(type), value, path);
    }
  }

  private void scalar(ScalarKind kind, JsonNode value, List<PathElement> path) {
    if (!kind.admits(value)) {
      errors.add(path, expected(kind, value));
    }
  }

  private static String expected(ScalarKind kind, JsonNode value) {
    return switch (kind) {
      case TEXT, BYTES ->
          "expected string, got &value.valueUnstructured{Value:" + goSyntax(value) + "}";
      case INT32, INT64, NUMBER -> "expected numeric (int or float), got " + goType(value);
      case BOOLEAN -> "expected boolean, got " + goValue(value);
      case ANY -> "expected any scalar, got " + goValue(value);
    };
  }

  private void list(ListType type, JsonNode value, List<PathElement> path) {
    if (value.isNull()) {
      return;
    }
    if (!value.isArray()) {
      errors.add(path, "expected list, got " + goValue(value));
      return;
    }
    Set<PathElement> seen = new TreeSet<>();
    for (int i = 0; i < value.size(); i++) {
      PathElement element = new PathElement.Index(i);
      if (type.identity() != Identity.ATOMIC) {
        try {
          element = ListElements.identify(type, value.get(i));
        } catch (NotAnElement e) {
          errors.add(path, "element " + i + ": " + e.getMessage());
          return;
        }
        if (!seen.add(element) && !duplicates) {
          errors.add(path, "duplicate entries for key " + element);
        }
      }
      check(type.element(), value.get(i), FieldSet.append(path, element));
    }
  }

  private void map(MapType type, JsonNode value, List<PathElement> path) {
    if (value.isNull()) {
      return;
    }
    if (!value.isObject()) {
      errors.add(path, "expected map, got " + goValue(value));
      return;
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      List<PathElement> below = FieldSet.append(path, new PathElement.Name(field.getKey()));
      TypeDescription fieldType = type.typeOf(field.getKey());
      if (fieldType == null) {
        errors.add(below, "field not declared in schema");
        return;
      }
      check(fieldType, field.getValue(), below);
    }
  }

  /** A value as Kubernetes' messages show it, for which it prints a wrapper. */
  private static String goValue(JsonNode value) {
    return "&{" + GoText.plain(value) + "}";
  }

  private static String goSyntax(JsonNode value) {
    if (value.isTextual()) {
      return GoText.quote(value.textValue());
    }
    if (value.isArray()) {
      StringBuilder text = new StringBuilder("[]interface {}{");
      value.forEach(each -> text.append(text.length() > 15 ? ", " : "").append(goSyntax(each)));
      return text.append('}').toString();
    }
    if (value.isObject()) {
      StringBuilder text = new StringBuilder("map[string]interface {}{");
      value.properties().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(field ->
              text.append(text.length() > 24 ? ", " : "")
                  .append(GoText.quote(field.getKey()))
                  .append(':')
                  .append(goSyntax(field.getValue())));
      return text.append('}').toString();
    }
    return value.isNull() ? "interface {}(nil)" : value.asText("");
  }

  private static String goType(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "[]interface {}";
      case OBJECT, POJO -> "map[string]interface {}";
      case STRING, BINARY -> "string";
      case BOOLEAN -> "bool";
      case NUMBER -> value.isIntegralNumber() ? "int64" : "float64";
      case NULL, MISSING -> "<nil>";
    };
  }
}
