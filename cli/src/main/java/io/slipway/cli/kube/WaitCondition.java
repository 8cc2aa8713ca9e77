// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.cli.command.CommandFailure;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code wait} waits for. */
public sealed interface WaitCondition {
  /**
   * @param object as it is now; null if there is none
   */
  boolean isMet(@Nullable JsonNode object);

  /** A condition of the status has a value, and has been looked at since the last change. */
  record Condition(String type, String value) implements WaitCondition {
    @Override
    public boolean isMet(@Nullable JsonNode object) {
      if (object == null) {
        return false;
      }
      for (JsonNode condition : object.path("status").path("conditions")) {
        if (condition.path("type").asText().equalsIgnoreCase(type)) {
          return isCurrent(object, condition)
              && condition.path("status").asText().equalsIgnoreCase(value);
        }
      }
      return false;
    }

    private static boolean isCurrent(JsonNode object, JsonNode condition) {
      JsonNode observed = condition.path("observedGeneration");
      if (observed.isMissingNode()) {
        observed = object.path("status").path("observedGeneration");
      }
      return observed.isMissingNode()
          || observed.asLong() >= object.path("metadata").path("generation").asLong();
    }
  }

  /** The object is gone; one of its name that is made anew is another one. */
  record Deletion() implements WaitCondition {
    @Override
    public boolean isMet(@Nullable JsonNode object) {
      return object == null;
    }
  }

  /** The object is there. */
  record Creation() implements WaitCondition {
    @Override
    public boolean isMet(@Nullable JsonNode object) {
      return object != null;
    }
  }

  /**
   * A path leads to a value.
   *
   * @param value null for any
   */
  record Path(JsonPath path, @Nullable String value) implements WaitCondition {
    @Override
    public boolean isMet(@Nullable JsonNode object) {
      return object != null
          && path.find(object).stream()
              .anyMatch(found -> value == null || JsonPath.text(found).equals(value));
    }
  }

  /**
   * Of {@code condition=TYPE[=VALUE]}, {@code delete}, {@code create} or {@code
   * jsonpath={PATH}[=VALUE]}.
   *
   * @throws CommandFailure as a usage error, for anything else
   */
  static WaitCondition parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.equals("delete")) {
      return new Deletion();
    }
    if (lower.equals("create")) {
      return new Creation();
    }
    if (lower.startsWith("condition=") && text.length() > "condition=".length()) {
      String said = text.substring("condition=".length());
      int equals = said.indexOf('=');
      return equals < 0
          ? new Condition(said, "True")
          : new Condition(said.substring(0, equals), said.substring(equals + 1));
    }
    if (lower.startsWith("jsonpath=")) {
      return path(text.substring("jsonpath=".length()));
    }
    throw CommandFailure.usage(
        ("--for: '%s' (expected: condition=TYPE, condition=TYPE=VALUE, delete, create,"
                + " jsonpath={PATH} or jsonpath={PATH}=VALUE)")
            .formatted(text));
  }

  private static WaitCondition path(String text) {
    int end = text.lastIndexOf('}');
    String path = end < 0 ? text : text.substring(0, end + 1);
    String rest = text.substring(path.length());
    if (!rest.isEmpty() && !rest.startsWith("=")) {
      throw CommandFailure.usage(
          "--for: jsonpath=" + text + " (expected: jsonpath={PATH} or jsonpath={PATH}=VALUE)");
    }
    return new Path(JsonPath.parse(path), rest.isEmpty() ? null : rest.substring(1));
  }
}
