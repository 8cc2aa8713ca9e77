// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.resources.yaml.YamlWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A document as block YAML. */
final class YamlAnswer {
  private YamlAnswer() {}

  /**
   * @param json the bytes of a JSON document
   */
  static byte[] of(byte[] json) {
    YamlWriter writer = new YamlWriter();
    write(Bodies.json(json), writer);
    return writer.finish().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(JsonNode value, YamlWriter writer) {
    switch (value.getNodeType()) {
      case OBJECT -> {
        writer.beginMap();
        for (Map.Entry<String, JsonNode> field : value.properties()) {
          writer.text(field.getKey());
          write(field.getValue(), writer);
        }
        writer.endMap();
      }
      case ARRAY -> {
        writer.beginList();
        value.forEach(element -> write(element, writer));
        writer.endList();
      }
      case STRING -> writer.text(value.asText());
      case NUMBER, BOOLEAN, NULL, BINARY, POJO, MISSING -> writer.literal(value.toString());
    }
  }
}
