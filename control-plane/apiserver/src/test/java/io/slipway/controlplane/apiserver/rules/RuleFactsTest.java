// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.definition.CustomKind;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.schema.ResourceSchema;
import io.slipway.controlplane.apiserver.schema.SchemaImage;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same rules and objects as Kubernetes was asked about. */
class RuleFactsTest {
  static List<JsonNode> facts() {
    return Facts.of("schema-rules.json");
  }

  @ParameterizedTest
  @MethodSource("facts")
  void saysWhatKubernetesSays(JsonNode fact) {
    ResourceSchema schema = new ResourceSchema(SchemaImage.compile(fact.get("schema")));
    CustomKind kind = new CustomKind(schema, null);
    ObjectNode object = fact.get("object").deepCopy();
    schema.dropNulls(object);

    List<FieldError> errors =
        fact.has("old") ? kind.checkUpdate(object, fact.get("old").deepCopy()) : kind.check(object);

    List<String> lines = new ArrayList<>();
    errors.forEach(error -> lines.add(error.type().reason() + " " + error.message()));
    Collections.sort(lines);
    List<String> expected = new ArrayList<>();
    for (JsonNode error : fact.get("errors")) {
      String field = error.get("field").asText() + ": " + error.get("message").asText();
      expected.add(error.get("type").asText() + " " + field);
    }
    Collections.sort(expected);
    assertThat(lines).isEqualTo(expected);
  }
}
