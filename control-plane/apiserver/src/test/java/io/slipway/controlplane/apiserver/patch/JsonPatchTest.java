// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonPatchTest {
  private static final String DECODE = "DECODE ";

  static Stream<Arguments> patches() {
    return Facts.of("json-patch.json").stream().map(f -> Arguments.of(f.get("name").asText(), f));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("patches")
  void patchesAsKubernetesDoes(String name, JsonNode fact) {
    JsonNode document = fact.get("doc");
    JsonNode before = document.deepCopy();
    if (fact.has("error")) {
      assertRefused(
          fact.get("error").asText(),
          catchThrowable(() -> JsonPatch.parse(fact.get("patch")).apply(document)));
    } else {
      JsonNode patched = JsonPatch.parse(fact.get("patch")).apply(document);
      assertThat(patched).isEqualTo(fact.get("out"));
    }
    assertThat(document).as("the document that was given").isEqualTo(before);
  }

  private static void assertRefused(String problem, Throwable refusal) {
    assertThat(refusal).isInstanceOf(ApiException.class);
    JsonNode status = ((ApiException) refusal).status().toJson();
    if (problem.startsWith(DECODE)) {
      assertThat(status.get("code").asInt()).isEqualTo(400);
      assertThat(status.get("message").asText()).isEqualTo(problem.substring(DECODE.length()));
    } else {
      assertThat(status.get("code").asInt()).isEqualTo(422);
      assertThat(status.get("reason").asText()).isEqualTo("Invalid");
      assertThat(status.get("message").asText())
          .isEqualTo("the server rejected our request due to an error in our request");
      assertThat(status.path("details").path("causes").path(0).path("message").asText())
          .isEqualTo(problem);
    }
  }

  @Test
  void tenThousandOperationsAreAllowedAndNoMore() {
    ArrayNode patch = (ArrayNode) Facts.json("[]");
    JsonNode operation = Facts.json("{\"op\": \"test\", \"path\": \"/a\", \"value\": 1}");
    for (int i = 0; i < 10_000; i++) {
      patch.add(operation);
    }
    assertThat(JsonPatch.parse(patch).apply(Facts.json("{\"a\": 1}")))
        .isEqualTo(Facts.json("{\"a\": 1}"));
    patch.add(operation);
    assertThatThrownBy(() -> JsonPatch.parse(patch))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.status().code()).isEqualTo(413))
        .hasMessage(
            "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got"
                + " 10001");
  }

  @Test
  void copiesThatDoubleTheDocumentEachTimeEnd() {
    StringBuilder patch = new StringBuilder("[");
    for (int i = 0; i < 40; i++) {
      patch
          .append(i == 0 ? "" : ",")
          .append("{\"op\": \"copy\", \"from\": \"/a\", \"path\": \"/a/-\"}");
    }
    JsonNode parsed = Facts.json(patch.append(']').toString());
    assertThatThrownBy(() -> JsonPatch.parse(parsed).apply(Facts.json("{\"a\": [1]}")))
        .isInstanceOfSatisfying(
            ApiException.class,
            e ->
                assertThat(e.status().toJson().toString())
                    .contains("accumulated size increase of copy"));
  }

  @Test
  void aCopyIsOnItsOwn() {
    JsonNode patch =
        Facts.json(
            "[{\"op\": \"copy\", \"from\": \"/a\", \"path\": \"/b\"},"
                + " {\"op\": \"add\", \"path\": \"/b/x\", \"value\": 1}]");
    assertThat(JsonPatch.parse(patch).apply(Facts.json("{\"a\": {}}")))
        .hasToString("{\"a\":{},\"b\":{\"x\":1}}");
  }

  @Test
  void aPatchCanBeAppliedTwice() {
    JsonPatch patch =
        JsonPatch.parse(
            Facts.json(
                "[{\"op\": \"add\", \"path\": \"/a\", \"value\": {}},"
                    + " {\"op\": \"add\", \"path\": \"/a/n\", \"value\": 1}]"));
    JsonNode once = patch.apply(Facts.json("{}"));
    assertThat(patch.apply(Facts.json("{}"))).isEqualTo(once).hasToString("{\"a\":{\"n\":1}}");
  }
}
