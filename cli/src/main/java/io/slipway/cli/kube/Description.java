// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An object for people: who it is first, then its fields with titles for names, each under its
 * parent. What is in a Secret is not told, only how long it is.
 */
public final class Description {
  private static final Set<String> ABOVE = Set.of("apiVersion", "kind", "metadata");
  private static final Set<String> ABOVE_METADATA =
      Set.of("name", "namespace", "labels", "annotations", "managedFields");
  private static final Set<String> CAPITALS = Set.of("Api", "Url", "Uid", "Uri", "Ip", "Id", "Cpu");
  private static final Set<String> OF_KEYS =
      Set.of(
          "data",
          "binaryData",
          "labels",
          "annotations",
          "matchLabels",
          "nodeSelector",
          "selector",
          "limits",
          "requests",
          "capacity",
          "allocatable");
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
  private static final String NONE = "<none>";
  private static final int STEP = 2;

  private final List<String> lines = new ArrayList<>();

  private Description() {}

  public static List<String> of(JsonNode object) {
    Description description = new Description();
    description.head(object);
    boolean secret = isSecret(object);
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!ABOVE.contains(field.getKey())) {
        JsonNode value = field.getValue();
        boolean hidden = secret && field.getKey().equals("data");
        description.field(field.getKey(), false, hidden ? lengths(value) : value, 0, 0);
      }
    }
    return description.lines;
  }

  private static boolean isSecret(JsonNode object) {
    return object.path("kind").asText().equals("Secret")
        && object.path("apiVersion").asText().equals("v1");
  }

  private void head(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    int width = "API Version:".length();
    line(0, width, "Name", metadata.path("name").asText());
    if (metadata.has("namespace")) {
      line(0, width, "Namespace", metadata.path("namespace").asText());
    }
    pairs("Labels", width, metadata.path("labels"));
    pairs("Annotations", width, metadata.path("annotations"));
    line(0, width, "API Version", object.path("apiVersion").asText());
    line(0, width, "Kind", object.path("kind").asText());
    ObjectNode rest = KubeJson.object();
    for (Map.Entry<String, JsonNode> field : metadata.properties()) {
      if (!ABOVE_METADATA.contains(field.getKey())) {
        rest.set(field.getKey(), field.getValue());
      }
    }
    if (!rest.isEmpty()) {
      field("metadata", false, rest, 0, 0);
    }
  }

  /** A pair on each line, under each other. */
  private void pairs(String title, int width, JsonNode pairs) {
    String shown = title;
    for (Map.Entry<String, JsonNode> pair : pairs.properties()) {
      if (pair.getKey().equals(LAST_APPLIED)) {
        continue;
      }
      String text = pair.getKey() + "=" + pair.getValue().asText();
      if (shown.isEmpty()) {
        lines.add(" ".repeat(width + STEP) + oneLine(text));
      } else {
        line(0, width, shown, oneLine(text));
      }
      shown = "";
    }
    if (!shown.isEmpty()) {
      line(0, width, shown, NONE);
    }
  }

  private void field(String name, boolean key, JsonNode value, int indent, int width) {
    String title = key ? name : title(name);
    if (value.isContainerNode() && !value.isEmpty()) {
      lines.add(" ".repeat(indent) + title + ":");
      children(value, OF_KEYS.contains(name), indent + STEP);
      return;
    }
    String text = value.isContainerNode() || value.isNull() ? NONE : value.asText();
    if (text.indexOf('\n') < 0) {
      line(indent, width, title, text);
      return;
    }
    lines.add(" ".repeat(indent) + title + ":");
    text.lines().forEach(each -> lines.add(" ".repeat(indent + STEP) + each));
  }

  /**
   * @param keys whether they are no fields, but keys that somebody has chosen
   */
  private void children(JsonNode parent, boolean keys, int indent) {
    if (parent.isObject()) {
      int width = width(parent, keys);
      for (Map.Entry<String, JsonNode> field : parent.properties()) {
        field(field.getKey(), keys, field.getValue(), indent, width);
      }
      return;
    }
    for (JsonNode item : parent) {
      item(item, indent);
    }
  }

  /** The items of a list begin with a dash: else it would not be seen where one ends. */
  private void item(JsonNode item, int indent) {
    if (!item.isContainerNode()) {
      lines.add(" ".repeat(indent) + "- " + oneLine(item.asText()));
      return;
    }
    int first = lines.size();
    children(item, false, indent + STEP);
    if (lines.size() > first) {
      lines.set(first, " ".repeat(indent) + "- " + lines.get(first).substring(indent + STEP));
    }
  }

  /** Of the longest title of what is on one line with its value. */
  private static int width(JsonNode object, boolean keys) {
    int width = 0;
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!field.getValue().isContainerNode() || field.getValue().isEmpty()) {
        width = Math.max(width, (keys ? field.getKey() : title(field.getKey())).length() + 1);
      }
    }
    return width;
  }

  private void line(int indent, int width, String title, String value) {
    int blanks = Math.max(width - title.length() - 1, 0) + STEP;
    lines.add((" ".repeat(indent) + title + ":" + " ".repeat(blanks) + value).stripTrailing());
  }

  /** {@code observedGeneration} as {@code Observed Generation}; other names stay as they are. */
  static String title(String name) {
    if (name.isEmpty() || !name.chars().allMatch(Character::isLetterOrDigit)) {
      return name;
    }
    StringBuilder title = new StringBuilder();
    for (String word : name.split("(?<=[a-z0-9])(?=[A-Z])", -1)) {
      String capital = word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
      title
          .append(title.isEmpty() ? "" : " ")
          .append(CAPITALS.contains(capital) ? capital.toUpperCase(Locale.ROOT) : capital);
    }
    return title.toString();
  }

  private static JsonNode lengths(JsonNode data) {
    ObjectNode lengths = KubeJson.object();
    for (Map.Entry<String, JsonNode> field : data.properties()) {
      String base64 = field.getValue().asText();
      int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
      lengths.put(field.getKey(), base64.length() / 4 * 3 - padding + " bytes");
    }
    return lengths;
  }

  private static String oneLine(String text) {
    return text.replace('\n', ' ');
  }
}
