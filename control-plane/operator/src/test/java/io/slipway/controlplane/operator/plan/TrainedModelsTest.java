// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.revision.ModelHost;
import io.slipway.controlplane.operator.revision.ModelHost.Progress;
import io.slipway.controlplane.operator.revision.ModelHost.State;
import io.slipway.controlplane.operator.testing.Yaml;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainedModelsTest {
  private static final ApiObject PARENT = parent("onnx: {}", "True");

  @Test
  void areServedByAServiceWithoutAModel() {
    TrainedModels models = TrainedModels.of(PARENT, List.of(model("m1", "onnx", "1Gi")));

    assertThat(models.wanted())
        .containsExactly(new ModelHost.Source("m1", "3", "file:///models/m1"));
  }

  @ParameterizedTest
  @CsvSource({"READY, True", "LOADING, Unknown Loading", "FAILED, False ModelLoadFailed"})
  void areReadyWhenTheyAreLoaded(State state, String ready) {
    ApiObject model = model("m1", "onnx", "1Gi");

    Map<String, Object> status =
        TrainedModels.of(PARENT, List.of(model))
            .status(model, _ -> new Progress(state, "why"), Instant.EPOCH);

    assertThat(conditions(status))
        .containsExactly(
            "FrameworkSupported True",
            "InferenceServiceReady True",
            "IsMMSPredictor True",
            "MemoryResourceAvailable True",
            "Ready " + ready);
    assertThat(Fields.text(status, "url")).isEqualTo("http://here/v1/models/m1:predict");
    assertThat(Fields.text(status, "address", "url")).isEqualTo(Fields.text(status, "url"));
    assertThat(TrainedModels.isLoading(status)).isEqualTo(state == State.LOADING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sklearn | 1Gi | onnx: {} | FrameworkSupported False FrameworkNotSupported |"
            + " spec.model.framework: ",
        "onnx | 1Gi | onnx: {storageUri: file:///m} | IsMMSPredictor False IsNotMMSPredictor |"
            + " spec.inferenceService: ",
        "onnx | 1Gi | containers: [] | IsMMSPredictor False IsNotMMSPredictor |"
            + " spec.inferenceService: ",
        "onnx | 3Gi | onnx: {resources: {limits: {memory: 2Gi}}} | MemoryResourceAvailable False"
            + " MemoryResourceNotAvailable | spec.model.memory: ",
      })
  void sayWhatKeepsThem(
      String framework, String memory, String predictor, String condition, String message) {
    ApiObject model = model("m1", framework, memory);
    TrainedModels models = TrainedModels.of(parent(predictor, "True"), List.of(model));

    Map<String, Object> status = status(models, model);

    assertThat(models.wanted()).isEmpty();
    assertThat(conditions(status)).contains(condition);
    assertThat(ready(status).get("status")).isEqualTo("False");
    assertThat(Fields.text(ready(status), "message")).startsWith(message);
  }

  @Test
  void waitForTheirService() {
    ApiObject model = model("m1", "onnx", "1Gi");

    TrainedModels starting = TrainedModels.of(parent("onnx: {}", "Unknown"), List.of(model));
    TrainedModels alone = TrainedModels.of(null, List.of(model));

    assertThat(starting.wanted()).hasSize(1);
    assertThat(conditions(status(starting, model)))
        .contains("Ready False InferenceServiceNotReady");
    assertThat(alone.wanted()).isEmpty();
    assertThat(conditions(status(alone, model)))
        .contains("InferenceServiceReady False InferenceServiceNotReady");
  }

  @Test
  void shareTheMemoryInTheOrderInWhichTheyCame() {
    ApiObject parent = parent("onnx: {resources: {limits: {memory: 2Gi}}}", "True");

    TrainedModels models =
        TrainedModels.of(
            parent,
            List.of(
                model("c", "onnx", "512Mi"), model("b", "onnx", "1Gi"), model("a", "onnx", "1Gi")));

    assertThat(models.wanted()).extracting(ModelHost.Source::name).containsExactly("a", "b");
  }

  @Test
  void areCalledByTheProtocolOfTheService() {
    ApiObject model = model("m1", "onnx", "1Gi");
    ApiObject parent = parent("model: {modelFormat: {name: onnx}, protocolVersion: v2}", "True");

    assertThat(Fields.text(status(TrainedModels.of(parent, List.of(model)), model), "url"))
        .isEqualTo("http://here/v2/models/m1/infer");
  }

  private static Map<String, Object> status(TrainedModels models, ApiObject model) {
    return models.status(model, _ -> new Progress(State.READY, ""), Instant.EPOCH);
  }

  private static List<String> conditions(Map<String, Object> status) {
    return Fields.maps(status, "conditions").stream()
        .map(each ->
            (Fields.text(each, "type")
                    + " "
                    + Fields.text(each, "status")
                    + " "
                    + Fields.text(each, "reason"))
                .strip())
        .toList();
  }

  private static Map<String, Object> ready(Map<String, Object> status) {
    return Fields.maps(status, "conditions").stream()
        .filter(each -> Fields.text(each, "type").equals("Ready"))
        .findFirst()
        .orElseThrow();
  }

  private static ApiObject parent(String predictor, @Nullable String ready) {
    return Yaml.object(
        """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: {name: several, namespace: team}
        spec: {predictor: {%s}}
        status: {url: http://here, conditions: [{type: Ready, status: '%s'}]}
        """
            .formatted(predictor, ready));
  }

  private static ApiObject model(String name, String framework, String memory) {
    return Yaml.object(
        """
        apiVersion: serving.kserve.io/v1alpha1
        kind: TrainedModel
        metadata: {name: %s, namespace: team, generation: 3}
        spec:
          inferenceService: several
          model: {framework: %s, memory: %s, storageUri: file:///models/%s}
        """
            .formatted(name, framework, memory, name));
  }
}
