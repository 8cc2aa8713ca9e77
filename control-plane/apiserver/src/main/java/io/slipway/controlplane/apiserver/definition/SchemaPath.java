// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A path like {@code .spec.replicas} or {@code .spec['a.b']}, followed through a schema.
 *
 * @param names from the root
 * @param schema of the place it leads to
 * @param problem why it leads nowhere; empty if it does not
 */
record SchemaPath(List<String> names, JsonNode schema, String problem) {
  SchemaPath {
    names = List.copyOf(names);
  }

  /**
   * Follows a path.
   *
   * @param brackets whether names may be in brackets
   */
  static SchemaPath find(String path, JsonNode schema, boolean brackets) {
    List<String> names = new ArrayList<>();
    JsonNode at = schema;
    int i = 0;
    while (i < path.length()) {
      int end;
      String name;
      if (path.charAt(i) == '.') {
        end = nameEnd(path, i + 1);
        name = path.substring(i + 1, end);
        if (name.isEmpty()) {
          return failed("unexpected end of JSON path");
        }
      } else if (path.charAt(i) == '[') {
        end = path.indexOf("']", i) + 2;
        if (!brackets) {
          return failed("array notation is not allowed");
        }
        if (end < 4 || path.charAt(i + 1) != '\'') {
          return failed("expected single quoted string");
        }
        name = path.substring(i + 2, end - 2);
      } else {
        return failed("expected [ or . but got: " + path.substring(i, nameEnd(path, i)));
      }
      at = below(at, name);
      if (!at.isObject()) {
        return failed("does not refer to a valid field");
      }
      names.add(name);
      i = end;
    }
    return new SchemaPath(names, at, "");
  }

  private static JsonNode below(JsonNode schema, String name) {
    JsonNode properties = schema.path("properties");
    return properties.isMissingNode() ? schema.path("additionalProperties") : properties.path(name);
  }

  private static int nameEnd(String path, int from) {
    int end = from;
    while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
      end++;
    }
    return end;
  }

  private static SchemaPath failed(String problem) {
    return new SchemaPath(List.of(), MissingNode.getInstance(), problem);
  }
}
