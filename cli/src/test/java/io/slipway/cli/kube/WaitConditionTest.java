// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.cli.command.CommandFailure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitConditionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "condition=Ready | {status: {conditions: [{type: Ready, status: 'True'}]}} | true",
        "condition=ready | {status: {conditions: [{type: Ready, status: 'true'}]}} | true",
        "condition=Ready | {status: {conditions: [{type: Ready, status: 'False'}]}} | false",
        "condition=Ready=False | {status: {conditions: [{type: Ready, status: 'False'}]}} | true",
        "condition=Ready | {status: {conditions: [{type: Other, status: 'True'}]}} | false",
        "condition=Ready | {status: {}} | false",
        "condition=Ready | | false",
        "condition=Ready | {metadata: {generation: 2}, status: {observedGeneration: 1, conditions:"
            + " [{type: Ready, status: 'True'}]}} | false",
        "condition=Ready | {metadata: {generation: 2}, status: {observedGeneration: 2, conditions:"
            + " [{type: Ready, status: 'True'}]}} | true",
        "condition=Ready | {metadata: {generation: 2}, status: {conditions: [{type: Ready, status:"
            + " 'True', observedGeneration: 1}]}} | false",
        "delete | | true",
        "delete | {status: {}} | false",
        "create | | false",
        "create | {status: {}} | true",
        "jsonpath={.status.phase} | {status: {phase: Running}} | true",
        "jsonpath={.status.phase} | {status: {}} | false",
        "jsonpath={.status.phase}=Running | {status: {phase: Running}} | true",
        "jsonpath={.status.phase}=Running | {status: {phase: Pending}} | false",
        "jsonpath={.status.n}=2 | {status: {n: 2}} | true",
        "jsonpath={.status.c[?(@.t==\"x\")].s}=z | {status: {c: [{t: x, s: z}]}} | true",
        "jsonpath={.status.phase} | | false",
      })
  void isMetOrNot(String text, @Nullable String object, boolean met) {
    assertThat(WaitCondition.parse(text).isMet(json(object))).isEqualTo(met);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Ready", "condition=", "jsonpath={.a}b", "deleted"})
  void anythingElseIsAUsageError(String text) {
    assertThatThrownBy(() -> WaitCondition.parse(text))
        .isInstanceOfSatisfying(
            CommandFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining("expected: ");
  }

  private static @Nullable JsonNode json(@Nullable String yaml) {
    return yaml == null ? null : ObjectDocument.readAll(yaml, "test").getFirst().json();
  }
}
