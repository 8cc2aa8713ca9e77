// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import static io.slipway.controlplane.operator.template.TestTemplates.ONNX;
import static io.slipway.controlplane.operator.template.TestTemplates.RUNTIME;
import static io.slipway.controlplane.operator.template.TestTemplates.predictor;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.controlplane.operator.revision.Component;
import io.slipway.controlplane.operator.runtime.ServingRuntime;
import io.slipway.controlplane.operator.testing.Yaml;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services of which no Pods can be made, and what they are told. */
class RefusedTemplatesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "xgboost: {storageUri: file:///m} | spec.predictor.xgboost: no runtime serves",
        "model: {modelFormat: {name: pmml}, storageUri: file:///m} |"
            + " spec.predictor.model.modelFormat: no",
        "model: {modelFormat: {name: pmml}, runtime: slipway, storageUri: file:///m} |"
            + " spec.predictor.model.runtime: runtime",
        "model: {modelFormat: {name: onnx}, runtime: other, storageUri: file:///m} |"
            + " spec.predictor.model.runtime: there is no",
        "model: {runtime: python, storageUri: file:///m} | spec.predictor.model.modelFormat:"
            + " required",
        "model: {modelFormat: {name: onnx}, runtime: slipway} | spec.predictor.model.storageUri:"
            + " required by",
        "model: {modelFormat: {name: onnx}, runtime: slipway-multi-model, storageUri: file:///m} |"
            + " spec.predictor.model.storageUri: not for",
      })
  void namesTheFieldThatNoRuntimeServes(String predictor, String message) {
    String service =
        """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: {name: iris, namespace: team}
        spec: {predictor: {%s}}
        """
            .formatted(predictor);

    assertThatExceptionOfType(UnservableException.class)
        .isThrownBy(() -> predictor(service))
        .withMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "batcher: {maxBatchSize: 8} | spec.predictor.batcher: not supported here",
        "containerConcurrency: 2 | spec.predictor.containerConcurrency: not supported here",
      })
  void refusesOfCustomServersWhatOnlyItsOwnDoes(String field, String message) {
    String service =
        """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: {name: iris, namespace: team}
        spec: {predictor: {%s, containers: [{name: c, image: i, command: [python]}]}}
        """
            .formatted(field);

    assertThatExceptionOfType(UnservableException.class)
        .isThrownBy(() -> predictor(service))
        .withMessageStartingWith(message);
  }

  @Test
  void refusesARuntimeWhosePlaceholderHasNoValue() {
    String service = ONNX.replace("name: onnx", "name: sklearn").replace("labels: {owner: me}", "");

    assertThatExceptionOfType(UnservableException.class)
        .isThrownBy(() -> predictor(service))
        .withMessageContaining("{{.Labels.owner}} has no value");
  }

  @Test
  void namesEveryFaultWithItsField() {
    String service =
        ONNX.replace("  predictor:\n", "  predictor:\n    workerSpec: {}\n    timeout: -1\n");

    assertThatExceptionOfType(UnservableException.class)
        .isThrownBy(() -> predictor(service))
        .withMessageContaining("spec.predictor.workerSpec")
        .withMessageContaining("spec.predictor.timeout")
        .extracting(UnservableException::reason)
        .isEqualTo("InvalidPredictorSpec");
  }

  @Test
  void refusesRuntimesThatAskForWhatIsNotDone() {
    ServingRuntime runtime =
        ServingRuntime.of(
            Yaml.object(
                RUNTIME.replace(
                    "nodeSelector:", "resourceClaims: [{name: gpu}]\n  nodeSelector:")));

    assertThatExceptionOfType(UnservableException.class)
        .isThrownBy(() ->
            ComponentTemplate.of(
                ServiceSpec.of(Yaml.object(ONNX.replace("name: onnx", "name: sklearn"))),
                Component.PREDICTOR,
                List.of(runtime),
                () -> new PredictorAddress("", false)))
        .withMessageStartingWith("runtime \"python\": spec.resourceClaims: ");
  }
}
