// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.revision.Component;
import io.slipway.controlplane.operator.runtime.ServingRuntime;
import io.slipway.controlplane.operator.testing.Yaml;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers are told that their runtimes do not say, and who is told which name. */
class ServerDefaultsTest {
  private static final String URI = "storageUri: 'file:///m'";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kserve-mlserver | sklearn | storageUri: file:///m | MLSERVER_MODEL_NAME=iris"
            + " MLSERVER_MODEL_URI=/mnt/models CLASS=mlserver_sklearn.SKLearnModel",
        "kserve-mlserver | other | storageUri: file:///m, env: [{name: MLSERVER_MODEL_NAME, value:"
            + " x}] | MLSERVER_MODEL_NAME=x MLSERVER_MODEL_URI=/mnt/models"
            + " CLASS=mlserver_sklearn.SKLearnModel",
        "kserve-mlserver | xgboost | runtimeVersion: x | MLSERVER_LOAD_MODELS_AT_STARTUP=false"
            + " CLASS=mlserver_xgboost.XGBoostModel",
        "kserve-torchserve | pytorch | storageUri: file:///m | PROTOCOL_VERSION=v1 CLASS=",
        "kserve-torchserve | pytorch | storageUri: file:///m, protocolVersion: v2 |"
            + " PROTOCOL_VERSION=v2 CLASS=",
        "any | sklearn | storageUri: file:///m | CLASS=mlserver_sklearn.SKLearnModel",
      })
  void setVariables(String runtime, String format, String model, String expected)
      throws UnservableException {
    String classOf = expected.endsWith("CLASS=") ? "" : "{{.Labels.modelClass}}";

    Map<String, Object> container =
        container(
            runtime(runtime, "image: s, env: [{name: CLASS, value: '" + classOf + "'}]"),
            format,
            model);

    assertThat(Fields.maps(container, "env"))
        .extracting(each -> Fields.text(each, "name") + "=" + Fields.text(each, "value"))
        .containsExactlyInAnyOrder((expected + " INFERENCE_SERVICE_NAME=iris").split(" "));
  }

  @Test
  void tellTritonToWaitForItsModels() throws UnservableException {
    ServingRuntime triton =
        runtime(
            "mine",
            "image: s, args: [tritonserver]",
            "serving.kserve.io/server-type: tritonserver");

    assertThat(container(triton, "onnx", "args: [--x]").get("args"))
        .isEqualTo(List.of("tritonserver", "--x", "--model-control-mode=explicit"));
    assertThat(container(triton, "onnx", URI).get("args")).isEqualTo(List.of("tritonserver"));
  }

  @Test
  void aVersionChangesATagAndNoDigest() throws UnservableException {
    String version = URI + ", runtimeVersion: '2'";

    assertThat(container(runtime("any", "image: 'host:5000/s:1'"), "x", version))
        .containsEntry("image", "host:5000/s:2");
    assertThat(container(runtime("any", "image: 's@sha256:ab'"), "x", version))
        .containsEntry("image", "s@sha256:ab");
  }

  @Test
  void placesAreFilledInWhatTheServiceWritesAndInNoOtherContainers() throws UnservableException {
    String predictor =
        "containers: [{name: transformer-container, image: t, args: ['{{.Name}}']}, {name: other,"
            + " image: o, args: ['{{ anything }}']}]";

    List<Map<String, Object>> containers =
        containers(
            runtime("any", "image: s, args: ['{{.Namespace}}']"),
            "x",
            URI + ", args: ['--name={{.Name}}']",
            predictor);

    assertThat(containers)
        .extracting(each -> Fields.list(each, "args"))
        .containsExactly(
            List.of("team", "--name=iris"), List.of("iris"), List.of("{{ anything }}"));
  }

  private static ServingRuntime runtime(String name, String container) {
    return runtime(name, container, "");
  }

  private static ServingRuntime runtime(String name, String container, String annotation) {
    return ServingRuntime.of(
        Yaml.object(
            """
            apiVersion: serving.kserve.io/v1alpha1
            kind: ClusterServingRuntime
            metadata: {name: %s, annotations: {%s}}
            spec:
              supportedModelFormats:
                [{name: sklearn}, {name: xgboost}, {name: pytorch}, {name: onnx}, {name: other}, {name: x}]
              containers: [{name: kserve-container, %s}]
            """
                .formatted(name, annotation, container)));
  }

  private static Map<String, Object> container(ServingRuntime runtime, String format, String model)
      throws UnservableException {
    return containers(runtime, format, model, "labels: {}").getFirst();
  }

  private static List<Map<String, Object>> containers(
      ServingRuntime runtime, String format, String model, String predictor)
      throws UnservableException {
    String service =
        """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: {name: iris, namespace: team}
        spec:
          predictor:
            %s
            model: {modelFormat: {name: %s}, runtime: %s, %s}
        """
            .formatted(predictor, format, runtime.name(), model);
    ComponentTemplate template =
        ComponentTemplate.of(
            ServiceSpec.of(Yaml.object(service)),
            Component.PREDICTOR,
            List.of(runtime),
            () -> new PredictorAddress("", false));
    return Fields.maps(template.pods().spec(), "containers");
  }
}
