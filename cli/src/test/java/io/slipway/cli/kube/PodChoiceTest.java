// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.cli.command.CommandFailure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodChoiceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{kind: InferenceService, metadata: {name: iris}} |"
            + " serving.kserve.io/inferenceservice=iris",
        "{kind: Deployment, spec: {selector: {matchLabels: {a: b, c: d}}}} | a=b,c=d",
        "{kind: Job, spec: {selector: {matchLabels: {job: x}}}} | job=x",
        "{kind: Service, spec: {selector: {a: b}}} | a=b",
      })
  void anObjectSaysWhichPodsItHas(String object, String selector) {
    assertThat(PodChoice.selector(ObjectDocument.readAll(object, "test").getFirst().json()))
        .isEqualTo(selector);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{kind: ConfigMap}",
        "{kind: Service, spec: {}}",
        "{kind: Job, spec: {selector: {matchLabels: {a: b}, matchExpressions: [{key: x}]}}}"
      })
  void whatHasNoneIsRefused(String object) {
    assertThatThrownBy(
            () -> PodChoice.selector(ObjectDocument.readAll(object, "test").getFirst().json()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("expected: a Pod, or -l LABELS");
  }
}
