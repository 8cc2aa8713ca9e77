// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.NameRule;
import io.slipway.controlplane.apiserver.meta.ObjectMetaRules;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same definitions as Kubernetes was asked about. */
class DefinitionFactsTest {
  static List<JsonNode> facts() {
    return Facts.of("definition.json");
  }

  @ParameterizedTest
  @MethodSource("facts")
  void saysWhatKubernetesSays(JsonNode fact) {
    ObjectNode definition = fact.get("crd").deepCopy();
    Definition.applyDefaults(definition);

    List<FieldError> errors =
        fact.has("oldCrd")
            ? DefinitionRules.onUpdate(definition, established(fact.get("oldCrd")))
            : onCreate(definition);

    List<String> lines = new ArrayList<>();
    errors.forEach(error -> lines.add(error.type().reason() + " " + error.message()));
    Collections.sort(lines);
    assertThat(lines).isEqualTo(expected(fact.get("errors")));
  }

  private static List<FieldError> onCreate(ObjectNode definition) {
    List<FieldError> errors = new ArrayList<>(DefinitionRules.onCreate(definition));
    ObjectNode metadata = definition.withObject("/metadata");
    errors.addAll(ObjectMetaRules.onCreate(metadata, false, NameRule.DNS_SUBDOMAIN));
    return errors;
  }

  private static ObjectNode established(JsonNode old) {
    ObjectNode definition = old.deepCopy();
    Definition.applyDefaults(definition);
    ArrayNode conditions = definition.withObject("/status").putArray("conditions");
    conditions.addObject().put("type", "Established").put("status", "True");
    return definition;
  }

  private static List<String> expected(JsonNode errors) {
    List<String> lines = new ArrayList<>();
    for (JsonNode error : errors) {
      lines.add(
          error.get("type").asText()
              + " "
              + error.get("field").asText()
              + ": "
              + withoutWholeDefinition(error.get("message").asText()));
    }
    Collections.sort(lines);
    return lines;
  }

  /** Kubernetes repeats all versions, or a whole schema, as the value: we do not. */
  private static String withoutWholeDefinition(String message) {
    String begin = "Invalid value: ";
    boolean whole = message.startsWith(begin + "[{") || message.startsWith(begin + "{\"ID\"");
    if (!whole) {
      return message;
    }
    int end = Math.max(message.lastIndexOf("}]: ") + 1, message.lastIndexOf("}: "));
    return begin + message.substring(end + 3).strip();
  }
}
