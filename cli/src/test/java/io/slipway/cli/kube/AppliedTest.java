// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class AppliedTest {
  private static final JsonNode BEFORE = json("1", "x");

  @Test
  void isCreatedIfTheApiSaysSo() {
    assertThat(Applied.of(null, new KubeClient.Answer(true, BEFORE))).isEqualTo(Applied.CREATED);
  }

  @Test
  void isUnchangedIfOnlyItsRevisionIsAnother() {
    assertThat(Applied.of(BEFORE, new KubeClient.Answer(false, json("2", "x"))))
        .isEqualTo(Applied.UNCHANGED);
  }

  @Test
  void isConfiguredIfSomethingElseIsAnotherOrIsNotKnown() {
    assertThat(Applied.of(BEFORE, new KubeClient.Answer(false, json("2", "y"))))
        .isEqualTo(Applied.CONFIGURED);
    assertThat(Applied.of(null, new KubeClient.Answer(false, BEFORE)))
        .isEqualTo(Applied.CONFIGURED);
  }

  private static JsonNode json(String revision, String value) {
    return ObjectDocument.readAll(
            "{metadata: {resourceVersion: '%s', managedFields: [{time: '%s'}]}, data: {a: %s}}"
                .formatted(revision, revision, value),
            "test")
        .getFirst()
        .json();
  }
}
