// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.resources.yaml.YamlLimits;
import io.slipway.controlplane.resources.yaml.YamlList;
import io.slipway.controlplane.resources.yaml.YamlMap;
import io.slipway.controlplane.resources.yaml.YamlReader;
import io.slipway.controlplane.resources.yaml.YamlScalar;
import io.slipway.controlplane.resources.yaml.YamlText;
import io.slipway.controlplane.resources.yaml.YamlValue;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** A document in YAML as the JSON that it stands for. */
final class YamlBody {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private YamlBody() {}

  static JsonNode read(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    YamlText read = YamlReader.read(text, "body", YamlLimits.DEFAULT);
    YamlText.Fault fault = read.fault();
    if (fault != null) {
      throw ApiErrors.badRequest(fault.position() + ": " + fault.reason());
    }
    if (read.documents().size() != 1) {
      throw ApiErrors.badRequest(
          "the body of the request has "
              + read.documents().size()
              + " YAML documents (expected: one)");
    }
    return node(read.documents().getFirst().root());
  }

  private static JsonNode node(YamlValue value) {
    return switch (value) {
      case YamlMap map -> {
        ObjectNode object = NODES.objectNode();
        for (Map.Entry<String, YamlMap.Entry> entry : map.entries().entrySet()) {
          object.set(entry.getKey(), node(entry.getValue().value()));
        }
        yield object;
      }
      case YamlList list -> {
        ArrayNode array = NODES.arrayNode(list.items().size());
        list.items().forEach(item -> array.add(node(item)));
        yield array;
      }
      case YamlScalar scalar -> scalar(scalar);
    };
  }

  private static JsonNode scalar(YamlScalar scalar) {
    return switch (scalar.kind()) {
      case NULL -> NODES.nullNode();
      case STRING -> NODES.textNode(scalar.text());
      case BOOLEAN -> NODES.booleanNode(isTrue(scalar.text()));
      case INTEGER -> NODES.numberNode(Objects.requireNonNull(scalar.integer()).longValue());
      case FLOAT -> {
        if (!scalar.isFiniteNumber()) {
          throw ApiErrors.badRequest(
              scalar.position() + ": " + scalar.text() + " (expected: a number that JSON has)");
        }
        yield NODES.numberNode(Double.parseDouble(scalar.text().replace("_", "")));
      }
    };
  }

  private static boolean isTrue(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "y" -> true;
      default -> false;
    };
  }
}
