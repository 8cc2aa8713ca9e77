// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MergePatchTest {
  static Stream<Arguments> patches() {
    return Facts.of("merge-patch.json").stream().map(f -> Arguments.of(f.get("name").asText(), f));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("patches")
  void mergesAsKubernetesDoes(String name, JsonNode fact) {
    JsonNode document = fact.get("doc");
    JsonNode before = document.deepCopy();
    if (fact.has("error")) {
      assertThatThrownBy(() -> MergePatch.apply(document, fact.get("patch")))
          .isInstanceOfSatisfying(
              ApiException.class, e -> assertThat(e.status().code()).isEqualTo(400))
          .hasMessage(fact.get("error").asText());
    } else {
      assertThat(MergePatch.apply(document, fact.get("patch"))).isEqualTo(fact.get("out"));
    }
    assertThat(document).as("the document that was given").isEqualTo(before);
  }
}
