// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.resources.yaml.YamlWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** JSON of the API to trees and back, and trees as people read them. */
public final class KubeJson {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final ObjectWriter PRETTY = MAPPER.writer(printer());

  private KubeJson() {}

  static JsonNode read(byte[] json) throws IOException {
    JsonNode node = MAPPER.readTree(json);
    return node == null ? MAPPER.missingNode() : node;
  }

  static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("into memory", e);
    }
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** With a line for each value, indented by four, as kubectl writes it. */
  public static String pretty(JsonNode node) {
    try {
      return PRETTY.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("into memory", e);
    }
  }

  /** Block YAML that ends with a line break. */
  public static String yaml(JsonNode node) {
    YamlWriter writer = new YamlWriter();
    write(node, writer);
    return writer.finish();
  }

  private static void write(JsonNode node, YamlWriter writer) {
    if (node.isObject()) {
      writer.beginMap();
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        writer.text(field.getKey());
        write(field.getValue(), writer);
      }
      writer.endMap();
    } else if (node.isArray()) {
      writer.beginList();
      node.forEach(item -> write(item, writer));
      writer.endList();
    } else if (node.isTextual()) {
      writer.text(node.textValue());
    } else {
      writer.literal(node.asText());
    }
  }

  private static DefaultPrettyPrinter printer() {
    Separators separators =
        Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    DefaultIndenter indenter = new DefaultIndenter("    ", "\n");
    return new DefaultPrettyPrinter(separators)
        .withObjectIndenter(indenter)
        .withArrayIndenter(indenter);
  }
}
