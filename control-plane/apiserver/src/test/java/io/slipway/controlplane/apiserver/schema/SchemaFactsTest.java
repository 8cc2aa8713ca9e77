// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.JsonEquality;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same objects and schemas as Kubernetes was asked about. */
class SchemaFactsTest {
  static List<JsonNode> facts() {
    return Facts.of("schema.json");
  }

  @ParameterizedTest
  @MethodSource("facts")
  void saysWhatKubernetesSays(JsonNode fact) {
    ResourceSchema schema = new ResourceSchema(SchemaImage.compile(fact.get("schema")));
    ObjectNode object = fact.get("object").deepCopy();

    List<String> unknown = schema.prune(object);
    schema.dropNulls(object);
    schema.applyDefaults(object);

    assertThat(unknown).isEqualTo(Facts.texts(fact.path("unknown")));
    JsonNode expected = fact.has("result") ? fact.get("result") : fact.get("object");
    assertThat(JsonEquality.same(object, expected)).as("%s is %s", object, expected).isTrue();
    List<FieldError> errors =
        fact.has("old") ? schema.checkUpdate(object, fact.get("old")) : schema.check(object);
    assertThat(lines(errors)).isEqualTo(expectedLines(fact.get("errors")));
  }

  @Test
  void readsAgainWhatWasKept() {
    for (JsonNode fact : facts()) {
      SchemaImage image = SchemaImage.compile(fact.get("schema"));
      ResourceSchema schema = new ResourceSchema(SchemaImage.of(image.toBytes()));
      ObjectNode object = fact.get("object").deepCopy();
      schema.prune(object);
      schema.dropNulls(object);
      schema.applyDefaults(object);
      if (!fact.has("old")) {
        assertThat(lines(schema.check(object))).isEqualTo(expectedLines(fact.get("errors")));
      }
    }
  }

  private static List<String> lines(List<FieldError> errors) {
    List<String> lines = new ArrayList<>();
    for (FieldError error : errors) {
      lines.add(error.type().reason() + " " + error.message());
    }
    Collections.sort(lines);
    return lines;
  }

  private static List<String> expectedLines(JsonNode errors) {
    List<String> lines = new ArrayList<>();
    for (JsonNode error : errors) {
      lines.add(
          error.get("type").asText()
              + " "
              + error.get("field").asText()
              + ": "
              + error.get("message").asText());
    }
    Collections.sort(lines);
    return lines;
  }
}
