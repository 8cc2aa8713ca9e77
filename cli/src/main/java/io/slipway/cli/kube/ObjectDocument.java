// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.command.CommandFailure;
import io.slipway.controlplane.resources.yaml.Position;
import io.slipway.controlplane.resources.yaml.YamlDocument;
import io.slipway.controlplane.resources.yaml.YamlLimits;
import io.slipway.controlplane.resources.yaml.YamlList;
import io.slipway.controlplane.resources.yaml.YamlMap;
import io.slipway.controlplane.resources.yaml.YamlReader;
import io.slipway.controlplane.resources.yaml.YamlScalar;
import io.slipway.controlplane.resources.yaml.YamlText;
import io.slipway.controlplane.resources.yaml.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A document of YAML or JSON, as the JSON that it stands for.
 *
 * @param position where it begins
 */
public record ObjectDocument(Position position, ObjectNode json) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /**
   * All documents of a text.
   *
   * @throws CommandFailure with every fault, each with its place
   */
  public static List<ObjectDocument> readAll(String text, String sourceName) {
    YamlText read = YamlReader.read(text, sourceName, YamlLimits.DEFAULT);
    List<String> faults = new ArrayList<>();
    List<ObjectDocument> documents = new ArrayList<>();
    for (YamlDocument document : read.documents()) {
      for (YamlDocument.DuplicateKey key : document.duplicates()) {
        faults.add(
            "%s: %s is written twice, first in line %d"
                .formatted(key.position(), key.path(), key.first().line()));
      }
      if (document.root() instanceof YamlMap map) {
        documents.add(new ObjectDocument(map.position(), object(map)));
      } else {
        faults.add(
            document.root().position()
                + ": expected an object, found "
                + document.root().describe());
      }
    }
    YamlText.Fault fault = read.fault();
    if (fault != null) {
      faults.add(fault.position() + ": " + fault.reason());
    }
    if (!faults.isEmpty()) {
      throw new CommandFailure(String.join("\n", faults));
    }
    return documents;
  }

  private static JsonNode node(YamlValue value) {
    return switch (value) {
      case YamlMap map -> object(map);
      case YamlList list -> {
        ArrayNode array = NODES.arrayNode(list.items().size());
        list.items().forEach(item -> array.add(node(item)));
        yield array;
      }
      case YamlScalar scalar -> scalar(scalar);
    };
  }

  private static ObjectNode object(YamlMap map) {
    ObjectNode object = NODES.objectNode();
    for (Map.Entry<String, YamlMap.Entry> entry : map.entries().entrySet()) {
      object.set(entry.getKey(), node(entry.getValue().value()));
    }
    return object;
  }

  private static JsonNode scalar(YamlScalar scalar) {
    return switch (scalar.kind()) {
      case NULL -> NODES.nullNode();
      case STRING -> NODES.textNode(scalar.text());
      case BOOLEAN -> NODES.booleanNode(isTrue(scalar.text()));
      case INTEGER -> {
        Long number = scalar.integer();
        yield number == null ? NODES.nullNode() : NODES.numberNode(number.longValue());
      }
      case FLOAT -> {
        if (!scalar.isFiniteNumber()) {
          throw new CommandFailure(
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
