// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.cli.command.CommandFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * The paths that people give to kubectl: <code>{.status.conditions[?(@.type=="Ready")].status}
 * </code>, <code>{.spec.ports[0].port}</code>, <code>{.items[*].metadata.name}</code>, <code>
 * {.metadata.labels['a.b/c']}</code>. Immutable.
 */
public final class JsonPath {
  private final List<Step> steps;

  private JsonPath(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  private sealed interface Step {
    void follow(JsonNode from, List<JsonNode> found);
  }

  private record Field(String name) implements Step {
    @Override
    public void follow(JsonNode from, List<JsonNode> found) {
      if (from.has(name)) {
        found.add(from.get(name));
      }
    }
  }

  private record Index(int at) implements Step {
    @Override
    public void follow(JsonNode from, List<JsonNode> found) {
      int index = at < 0 ? from.size() + at : at;
      if (from.isArray() && index >= 0 && index < from.size()) {
        found.add(from.get(index));
      }
    }
  }

  private record All() implements Step {
    @Override
    public void follow(JsonNode from, List<JsonNode> found) {
      from.forEach(found::add);
    }
  }

  private record Filter(JsonPath path, String value, boolean equal) implements Step {
    @Override
    public void follow(JsonNode from, List<JsonNode> found) {
      for (JsonNode item : from) {
        List<JsonNode> values = path.find(item);
        if (!values.isEmpty() && text(values.getFirst()).equals(value) == equal) {
          found.add(item);
        }
      }
    }
  }

  /** What the path leads to, null values left out. */
  public List<JsonNode> find(JsonNode root) {
    List<JsonNode> reached = List.of(root);
    for (Step step : steps) {
      List<JsonNode> next = new ArrayList<>();
      reached.forEach(node -> step.follow(node, next));
      reached = next;
    }
    return reached.stream().filter(node -> !node.isNull()).toList();
  }

  /** A text as it is, anything else as JSON. */
  public static String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : node.toString();
  }

  /**
   * @throws CommandFailure as a usage error, for what is none or is not understood
   */
  public static JsonPath parse(String text) {
    String path = text;
    if (path.startsWith("{") && path.endsWith("}")) {
      path = path.substring(1, path.length() - 1);
    }
    if (path.startsWith("$") || path.startsWith("@")) {
      path = path.substring(1);
    }
    List<Step> steps = new ArrayList<>();
    int at = 0;
    while (at < path.length()) {
      int end = path.charAt(at) == '[' ? endOfBracket(path, at) : endOfName(path, at);
      if (end <= at) {
        throw malformed(text);
      }
      steps.add(step(path.substring(at, end), at == 0, text));
      at = end;
    }
    if (steps.isEmpty()) {
      throw malformed(text);
    }
    return new JsonPath(steps);
  }

  private static Step step(String part, boolean first, String text) {
    if (part.startsWith("[")) {
      return bracket(part.substring(1, part.length() - 1).strip(), text);
    }
    String name = part.startsWith(".") ? part.substring(1) : part;
    if (name.isEmpty() || (!first && !part.startsWith("."))) {
      throw malformed(text);
    }
    return name.equals("*") ? new All() : new Field(name.replace("\\.", "."));
  }

  private static Step bracket(String inside, String text) {
    if (inside.equals("*")) {
      return new All();
    }
    if (inside.startsWith("?(") && inside.endsWith(")")) {
      return filter(inside.substring(2, inside.length() - 1), text);
    }
    if (inside.length() >= 2 && inside.startsWith("'") && inside.endsWith("'")) {
      return new Field(inside.substring(1, inside.length() - 1));
    }
    try {
      return new Index(Integer.parseInt(inside));
    } catch (NumberFormatException _) {
      throw malformed(text);
    }
  }

  private static Step filter(String condition, String text) {
    int equal = condition.indexOf("==");
    int operator = equal < 0 ? condition.indexOf("!=") : equal;
    if (operator < 0) {
      throw malformed(text);
    }
    String value = condition.substring(operator + 2).strip();
    if (value.length() >= 2 && "'\"".indexOf(value.charAt(0)) >= 0) {
      value = value.substring(1, value.length() - 1);
    }
    return new Filter(parse(condition.substring(0, operator).strip()), value, equal >= 0);
  }

  /** After the bracket that closes; 0 if none does. */
  private static int endOfBracket(String path, int begin) {
    int depth = 0;
    char quote = 0;
    for (int i = begin; i < path.length(); i++) {
      char c = path.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '[') {
        depth++;
      } else if (c == ']') {
        depth--;
        if (depth == 0) {
          return i + 1;
        }
      }
    }
    return 0;
  }

  /** A dot after a backslash is part of the name. */
  private static int endOfName(String path, int begin) {
    int at = begin + 1;
    while (at < path.length()) {
      char c = path.charAt(at);
      if (c == '[' || (c == '.' && path.charAt(at - 1) != '\\')) {
        return at;
      }
      at++;
    }
    return at;
  }

  private static CommandFailure malformed(String text) {
    return CommandFailure.usage(
        "jsonpath: '" + text + "' (expected: such as {.status.phase}, {.a[0].b} or {.a[*].b})");
  }
}
