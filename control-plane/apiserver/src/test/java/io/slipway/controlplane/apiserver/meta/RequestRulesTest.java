// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestRulesTest {
  static List<JsonNode> options() {
    return Facts.of("request-options.json");
  }

  @ParameterizedTest
  @MethodSource("options")
  void refusesOptionsAsKubernetesDoes(JsonNode fact) {
    List<FieldError> errors =
        switch (fact.get("case").asText()) {
          case "write" -> RequestRules.onWrite("a\u0007é\u200b", List.of("All", "No"), "Loose");
          case "applyNoManager" -> RequestRules.onPatch(true, null, "", List.of(), "");
          case "forcedMerge" -> RequestRules.onPatch(false, false, "", List.of(), "");
          case "delete" -> RequestRules.onDelete(false, "Now", List.of());
          default -> throw new AssertionError("a fact without a test: " + fact);
        };
    assertThat(ObjectMetaRulesTest.lines(errors)).isEqualTo(Facts.texts(fact.get("errors")));
  }

  @Test
  void whatIsAllowedPasses() {
    assertThat(RequestRules.onWrite("kubectl-edit", List.of("All"), "Strict")).isEmpty();
    assertThat(RequestRules.onPatch(true, true, "kubectl", List.of(), "")).isEmpty();
    assertThat(RequestRules.onDelete(null, "Foreground", List.of("All"))).isEmpty();
  }
}
