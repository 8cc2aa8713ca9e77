// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The paths of printer columns and selectable fields: names, {@code [0]}, {@code [-1:]}, {@code
 * [*]}, {@code ['name']} and filters such as {@code [?(@.type=="Ready")]}.
 */
public final class JsonPath {
  private final List<Step> steps;

  private JsonPath(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /** One step down from values to values. */
  sealed interface Step {
    void follow(JsonNode value, List<JsonNode> into);
  }

  /** To the field of that name. */
  record Field(String name) implements Step {
    @Override
    public void follow(JsonNode value, List<JsonNode> into) {
      JsonNode field = value.get(name);
      if (field != null) {
        into.add(field);
      }
    }
  }

  /** To all items of a list and all values of a map. */
  record All() implements Step {
    @Override
    public void follow(JsonNode value, List<JsonNode> into) {
      value.forEach(into::add);
    }
  }

  /** To some items of a list, counted from its end where negative. */
  record Slice(int from, @Nullable Integer to) implements Step {
    @Override
    public void follow(JsonNode value, List<JsonNode> into) {
      if (value.isArray()) {
        int size = value.size();
        int end = to == null ? size : at(to, size);
        for (int i = Math.max(0, at(from, size)); i < Math.min(end, size); i++) {
          into.add(value.get(i));
        }
      }
    }

    private static int at(int index, int size) {
      return index < 0 ? index + size : index;
    }
  }

  /**
   * To the items for which a comparison holds; without an operator, for which there is the value.
   */
  record Filter(JsonPath left, String operator, JsonNode right) implements Step {
    @Override
    public void follow(JsonNode value, List<JsonNode> into) {
      for (JsonNode item : value) {
        JsonNode found = left.first(item);
        if (found != null && holds(found)) {
          into.add(item);
        }
      }
    }

    private boolean holds(JsonNode found) {
      return switch (operator) {
        case "" -> true;
        case "==" -> compare(found) == 0;
        case "!=" -> compare(found) != 0;
        case "<" -> compare(found) < 0;
        case "<=" -> compare(found) <= 0;
        case ">" -> compare(found) > 0;
        case ">=" -> compare(found) >= 0;
        default -> throw new IllegalStateException("no operator " + operator);
      };
    }

    private int compare(JsonNode found) {
      if (found.isNumber() && right.isNumber()) {
        return Double.compare(found.doubleValue(), right.doubleValue());
      }
      return found.asText().compareTo(right.asText());
    }
  }

  /** Reads a path; null if it is none that is understood. */
  public static @Nullable JsonPath parse(String text) {
    List<Step> steps = new JsonPathParser(text).steps();
    return steps == null ? null : new JsonPath(steps);
  }

  static JsonPath of(List<Step> steps) {
    return new JsonPath(steps);
  }

  /** The first value that the path leads to; null if it leads to none. */
  public @Nullable JsonNode first(JsonNode object) {
    List<JsonNode> values = all(object);
    return values.isEmpty() ? null : values.get(0);
  }

  /** All values that the path leads to. */
  public List<JsonNode> all(JsonNode object) {
    List<JsonNode> values = List.of(object);
    for (Step step : steps) {
      List<JsonNode> next = new ArrayList<>();
      for (JsonNode value : values) {
        step.follow(value, next);
      }
      values = next;
    }
    return values;
  }
}
