// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the text of a {@link JsonPath}. */
final class JsonPathParser {
  private static final String[] OPERATORS = {"==", "!=", "<=", ">=", "<", ">"};

  private final String text;
  private int at;

  JsonPathParser(String text) {
    this.text = text;
  }

  /** The steps of the whole text; null if a part of it is not understood. */
  @Nullable List<JsonPath.Step> steps() {
    List<JsonPath.Step> steps = new ArrayList<>();
    while (at < text.length()) {
      JsonPath.Step step = text.charAt(at) == '[' ? bracket() : name();
      if (step == null) {
        return null;
      }
      steps.add(step);
    }
    return steps;
  }

  private JsonPath.@Nullable Step name() {
    if (text.charAt(at) != '.') {
      return null;
    }
    StringBuilder name = new StringBuilder();
    at++;
    while (at < text.length() && text.charAt(at) != '.' && text.charAt(at) != '[') {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++; // the next is part of the name, whatever it is
      }
      name.append(text.charAt(at++));
    }
    if (name.isEmpty()) {
      return null;
    }
    return name.toString().equals("*") ? new JsonPath.All() : new JsonPath.Field(name.toString());
  }

  private JsonPath.@Nullable Step bracket() {
    int end = closing();
    if (end < 0) {
      return null;
    }
    String inside = text.substring(at + 1, end).strip();
    at = end + 1;
    if (inside.equals("*")) {
      return new JsonPath.All();
    }
    if (inside.startsWith("?(") && inside.endsWith(")")) {
      return filter(inside.substring(2, inside.length() - 1).strip());
    }
    String quoted = unquoted(inside);
    return quoted != null ? new JsonPath.Field(quoted) : slice(inside);
  }

  /** Where the bracket that is open here is closed; quotes hide brackets. */
  private int closing() {
    int depth = 0;
    char quote = 0;
    for (int i = at; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '[') {
        depth++;
      } else if (c == ']' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private static @Nullable String unquoted(String inside) {
    if (inside.length() < 2) {
      return null;
    }
    char first = inside.charAt(0);
    boolean quoted = (first == '\'' || first == '"') && inside.charAt(inside.length() - 1) == first;
    return quoted ? inside.substring(1, inside.length() - 1) : null;
  }

  private static JsonPath.@Nullable Step slice(String inside) {
    String[] parts = inside.split(":", -1);
    if (parts.length > 2) {
      return null;
    }
    try {
      int from = parts[0].isEmpty() ? 0 : Integer.parseInt(parts[0]);
      if (parts.length == 1) {
        return new JsonPath.Slice(from, from == -1 ? null : Integer.valueOf(from + 1));
      }
      return new JsonPath.Slice(from, parts[1].isEmpty() ? null : Integer.valueOf(parts[1]));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static JsonPath.@Nullable Step filter(String inside) {
    String left = inside;
    String operator = "";
    JsonNode right = MissingNode.getInstance();
    for (String each : OPERATORS) {
      int found = inside.indexOf(each);
      if (found >= 0) {
        left = inside.substring(0, found).strip();
        operator = each;
        right = literal(inside.substring(found + each.length()).strip());
        break;
      }
    }
    if (!left.startsWith("@") || (!operator.isEmpty() && right.isMissingNode())) {
      return null;
    }
    List<JsonPath.Step> steps = new JsonPathParser(left.substring(1)).steps();
    return steps == null ? null : new JsonPath.Filter(JsonPath.of(steps), operator, right);
  }

  private static JsonNode literal(String text) {
    String quoted = unquoted(text);
    if (quoted != null) {
      return TextNode.valueOf(quoted);
    }
    if (text.equals("true") || text.equals("false")) {
      return BooleanNode.valueOf(text.equals("true"));
    }
    try {
      return DoubleNode.valueOf(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return MissingNode.getInstance();
    }
  }
}
