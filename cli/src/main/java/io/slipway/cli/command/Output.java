// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.kube.KubeJson;
import io.slipway.cli.kube.ObjectReads;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * How objects are printed.
 *
 * @param managedFields whether it is also told who owns which field
 */
record Output(Form form, boolean managedFields, PrintWriter out) {
  /** One line for each, a table, or the whole of them. */
  enum Form {
    LINES,
    WIDE,
    NAME,
    YAML,
    JSON
  }

  /** Whether the objects themselves are needed, and no table of the API. */
  boolean isOfObjects() {
    return switch (form) {
      case LINES, WIDE -> false;
      case NAME, YAML, JSON -> true;
    };
  }

  /**
   * @param one whether a single object stands for itself, and in no list
   */
  void print(List<ObjectNode> objects, boolean one) {
    switch (form) {
      case LINES, WIDE -> throw new IllegalStateException("lines are made by others");
      case NAME -> objects.forEach(object -> out.println(name(object)));
      case YAML, JSON -> print(one ? objects.getFirst() : ObjectReads.asOne(objects));
    }
    out.flush();
  }

  private void print(ObjectNode object) {
    if (!managedFields) {
      withoutManagedFields(object);
      object.path("items").forEach(Output::withoutManagedFields);
    }
    if (form == Form.YAML) {
      out.print(KubeJson.yaml(object));
    } else {
      out.println(KubeJson.pretty(object));
    }
  }

  private static void withoutManagedFields(JsonNode object) {
    if (object.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove("managedFields");
    }
  }

  private static String name(JsonNode object) {
    String apiVersion = object.path("apiVersion").asText();
    int slash = apiVersion.indexOf('/');
    return object.path("kind").asText().toLowerCase(Locale.ROOT)
        + (slash < 0 ? "" : "." + apiVersion.substring(0, slash))
        + "/"
        + object.path("metadata").path("name").asText();
  }
}
