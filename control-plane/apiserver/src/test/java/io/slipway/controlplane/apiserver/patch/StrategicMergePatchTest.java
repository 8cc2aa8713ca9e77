// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.testing.Facts;
import io.slipway.controlplane.apiserver.types.BuiltinTypes;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StrategicMergePatchTest {
  static Stream<Arguments> patches() {
    return Facts.of("strategic-merge-patch.json").stream()
        .map(f -> Arguments.of(f.get("name").asText(), f));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("patches")
  void mergesAsKubernetesDoes(String name, JsonNode fact) {
    TypeDescription type = type(fact.get("kind").asText());
    ObjectNode document = (ObjectNode) fact.get("doc");
    ObjectNode patch = (ObjectNode) fact.get("patch");
    if (fact.has("error")) {
      Throwable refusal = catchThrowable(() -> StrategicMergePatch.apply(type, document, patch));
      assertThat(problem(refusal)).isEqualTo(fact.get("error").asText());
    } else {
      JsonNode merged =
          StrategicMergePatch.merge(document.deepCopy(), patch.deepCopy(), type.map());
      assertThat(Facts.json(merged.toString())).isEqualTo(fact.get("out"));
    }
  }

  /** The message, or where Kubernetes has a general one what it was about. */
  private static String problem(Throwable refusal) {
    assertThat(refusal).isInstanceOf(ApiException.class);
    JsonNode status = ((ApiException) refusal).status().toJson();
    JsonNode cause = status.path("details").path("causes").path(0).path("message");
    return cause.isMissingNode() ? status.get("message").asText() : cause.asText();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"spec\": {\"$setElementOrder\": []}} | 400",
        "{\"spec\": {\"$deleteFromPrimitiveList\": []}} | 400",
        "{\"$retainKeys\": 1} | 400",
        "{\"$patch\": \"x\"} | 500",
        "{\"metadata\": {\"finalizers\": [[]], \"$setElementOrder/finalizers\": [[]]}} | 422",
      })
  void refusesWithTheCodeThatKubernetesHas(String patch, int code) {
    ObjectNode document = (ObjectNode) Facts.json("{\"metadata\": {}, \"spec\": {}}");
    ObjectNode parsed = (ObjectNode) Facts.json(patch);
    Throwable refusal =
        catchThrowable(() -> StrategicMergePatch.apply(type("Pod"), document, parsed));
    assertThat(refusal)
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.status().code()).isEqualTo(code));
  }

  @Test
  void directivesDoNotStayInTheDocument() {
    ObjectNode patch =
        (ObjectNode)
            Facts.json(
                """
                {"spec": {"$setElementOrder/containers": [{"name": "a"}], "containers": [{"name": "a"}],
                          "securityContext": {"$retainKeys": ["runAsUser"], "runAsUser": 1}}}
                """);
    assertThat(
            StrategicMergePatch.apply(
                type("Pod"), (ObjectNode) Facts.json("{\"kind\": \"Pod\"}"), patch))
        .hasToString(
            "{\"kind\":\"Pod\",\"spec\":{\"containers\":[{\"name\":\"a\"}],"
                + "\"securityContext\":{\"runAsUser\":1}}}");
  }

  @Test
  void neitherTheDocumentNorThePatchIsChanged() {
    ObjectNode document =
        (ObjectNode)
            Facts.json("{\"spec\": {\"containers\": [{\"name\": \"a\", \"image\": \"1\"}]}}");
    ObjectNode patch =
        (ObjectNode)
            Facts.json(
                "{\"spec\": {\"$setElementOrder/containers\": [{\"name\": \"a\"}], \"containers\":"
                    + " [{\"name\": \"a\", \"image\": \"2\", \"$retainKeys\": [\"name\","
                    + " \"image\"]}]}}");
    ObjectNode documentBefore = document.deepCopy();
    ObjectNode patchBefore = patch.deepCopy();
    StrategicMergePatch.apply(type("Pod"), document, patch);
    assertThat(document).isEqualTo(documentBefore);
    assertThat(patch).isEqualTo(patchBefore);
  }

  private static TypeDescription type(String kind) {
    String apiVersion = kind.equals("Deployment") ? "apps/v1" : "v1";
    return Objects.requireNonNull(BuiltinTypes.of(apiVersion, kind));
  }
}
