// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.slipway.controlplane.apiserver.meta.GoText;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Field sets as documents: a tree of {@code f:NAME}, {@code k:{KEYS}}, {@code v:VALUE} and {@code
 * i:INDEX}, where {@code .} stands for the field itself.
 */
final class FieldsV1 {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SELF = ".";

  private FieldsV1() {}

  /** Reads a set; kinds of elements that are not known are left out. */
  static FieldSet parse(JsonNode json) {
    FieldSet set = new FieldSet();
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (field.getKey().equals(SELF)) {
        continue;
      }
      PathElement element = parseElement(field.getKey());
      if (element == null) {
        continue;
      }
      FieldSet below = parse(field.getValue());
      if (field.getValue().has(SELF) || below.isEmpty()) {
        set.addMember(element);
      }
      set.putChild(element, below);
    }
    return set;
  }

  private static @Nullable PathElement parseElement(String text) {
    if (text.length() < 2 || text.charAt(1) != ':') {
      throw new IllegalArgumentException("'" + text + "' is no path element (expected: f:NAME)");
    }
    String rest = text.substring(2);
    return switch (text.charAt(0)) {
      case 'f' -> new PathElement.Name(rest);
      case 'v' -> new PathElement.Value(json(rest));
      case 'k' -> key(json(rest));
      case 'i' -> new PathElement.Index(Integer.parseInt(rest));
      default -> null;
    };
  }

  private static PathElement key(JsonNode fields) {
    TreeMap<String, JsonNode> key = new TreeMap<>();
    fields.properties().forEach(field -> key.put(field.getKey(), field.getValue()));
    return new PathElement.Key(key);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("'" + text + "' in a path element is no JSON", e);
    }
  }

  /** Writes a set in the one order in which it is always written. */
  static ObjectNode print(FieldSet set) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    print(set, json);
    return json;
  }

  private static void print(FieldSet set, ObjectNode json) {
    Iterator<PathElement> members = set.members().iterator();
    SortedMap<PathElement, FieldSet> children = new TreeMap<>(set.children());
    TreeMap<PathElement, FieldSet> all = new TreeMap<>(children);
    while (members.hasNext()) {
      all.putIfAbsent(members.next(), new FieldSet());
    }
    all.forEach((element, below) -> {
      ObjectNode child = json.putObject(printElement(element));
      if (!below.isEmpty()) {
        if (set.hasMember(element)) {
          child.putObject(SELF);
        }
        print(below, child);
      }
    });
  }

  private static String printElement(PathElement element) {
    return switch (element) {
      case PathElement.Name(String name) -> "f:" + name;
      case PathElement.Key(SortedMap<String, JsonNode> fields) -> "k:" + printKey(fields);
      case PathElement.Value(JsonNode value) -> "v:" + GoText.json(value);
      case PathElement.Index(int index) -> "i:" + index;
    };
  }

  private static String printKey(SortedMap<String, JsonNode> fields) {
    StringBuilder text = new StringBuilder("{");
    fields.forEach((name, value) ->
        text.append(text.length() > 1 ? "," : "")
            .append(GoText.json(TextNode.valueOf(name)))
            .append(':')
            .append(GoText.json(value)));
    return text.append('}').toString();
  }
}
