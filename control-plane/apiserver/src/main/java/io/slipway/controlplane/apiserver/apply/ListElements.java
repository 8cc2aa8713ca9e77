// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.types.FieldType;
import io.slipway.controlplane.apiserver.types.ListType;
import io.slipway.controlplane.apiserver.types.MapType;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which element of a list that is not one value an element is. */
final class ListElements {
  private ListElements() {}

  /**
   * The step from the list to the element.
   *
   * @throws NotAnElement if nothing tells the element apart from others
   */
  static PathElement identify(ListType type, JsonNode element) throws NotAnElement {
    return switch (type.identity()) {
      case KEYS -> byKeys(type, element);
      case VALUE -> byValue(element);
      case ATOMIC -> throw new NotAnElement("invalid indexing of non-associative list");
    };
  }

  private static PathElement byKeys(ListType type, JsonNode element) throws NotAnElement {
    if (element.isNull()) {
      throw new NotAnElement("associative list with keys may not have a null element");
    }
    if (!element.isObject()) {
      throw new NotAnElement("associative list with keys may not have non-map elements");
    }
    TreeMap<String, JsonNode> key = new TreeMap<>();
    for (String name : type.keys()) {
      JsonNode value = element.get(name);
      value = value == null ? keyDefault(type, name) : value;
      if (value != null) {
        key.put(name, value);
      }
    }
    if (key.isEmpty()) {
      throw new NotAnElement(
          "associative list with keys has an element that omits all key fields "
              + quoted(type.keys())
              + " (and doesn't have default values for any key fields)");
    }
    return new PathElement.Key(key);
  }

  private static @Nullable JsonNode keyDefault(ListType type, String name) {
    MapType element = type.element().map();
    FieldType field = element == null ? null : element.fields().get(name);
    return field == null ? null : field.keyDefault();
  }

  private static String quoted(List<String> keys) {
    return "[\"" + String.join("\" \"", keys) + "\"]";
  }

  private static PathElement byValue(JsonNode element) throws NotAnElement {
    if (element.isObject()) {
      throw new NotAnElement("associative list without keys has an element that's a map type");
    }
    if (element.isArray()) {
      throw new NotAnElement("not supported: associative list with lists as elements");
    }
    if (element.isNull()) {
      throw new NotAnElement(
          "associative list without keys has an element that's an explicit null");
    }
    return new PathElement.Value(element);
  }

  /** An element that cannot be told apart from others. */
  static final class NotAnElement extends Exception {
    private static final long serialVersionUID = 1L;

    NotAnElement(String message) {
      super(message, null, false, false);
    }
  }
}
