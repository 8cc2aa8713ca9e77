// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.revision.ModelHost;
import io.slipway.controlplane.operator.revision.ModelHost.Progress;
import io.slipway.controlplane.operator.revision.ModelHost.State;
import io.slipway.controlplane.operator.runtime.BuiltInRuntimes;
import io.slipway.controlplane.operator.runtime.ServingRuntime;
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
    TrainedModels models = of(PARENT, List.of(model("m1", "onnx", "1Gi")));

    assertThat(models.wanted())
        .containsExactly(new ModelHost.Source("m1", "3", "file:///models/m1"));
  }

  @ParameterizedTest
  @CsvSource({"READY, True", "LOADING, Unknown Loading", "FAILED, False ModelLoadFailed"})
  void areReadyWhenTheyAreLoaded(State state, String ready) {
    ApiObject model = model("m1", "onnx", "1Gi");

    Map<String, Object> status =
        of(PARENT, List.of(model)).status(model, _ -> new Progress(state, "why"), Instant.EPOCH);

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
    TrainedModels models = of(parent(predictor, "True"), List.of(model));

    Map<String, Object> status = status(models, model);

    assertThat(models.wanted()).isEmpty();
    assertThat(conditions(status)).contains(condition);
    assertThat(ready(status).get("status")).isEqualTo("False");
    assertThat(Fields.text(ready(status), "message")).startsWith(message);
  }

  @Test
  void waitForTheirService() {
    ApiObject model = model("m1", "onnx", "1Gi");

    TrainedModels starting = of(parent("onnx: {}", "Unknown"), List.of(model));
    TrainedModels alone = of(null, List.of(model));

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
        of(
            parent,
            List.of(
                model("c", "onnx", "512Mi"), model("b", "onnx", "1Gi"), model("a", "onnx", "1Gi")));

    assertThat(models.wanted()).extracting(ModelHost.Source::name).containsExactly("a", "b");
  }

  @Test
  void areCalledByTheProtocolOfTheService() {
    ApiObject model = model("m1", "onnx", "1Gi");
    ApiObject parent = parent("model: {modelFormat: {name: onnx}, protocolVersion: v2}", "True");

    assertThat(Fields.text(status(of(parent, List.of(model)), model), "url"))
        .isEqualTo("http://here/v2/models/m1/infer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model: {modelFormat: {name: sklearn}} | '' | sklearn | true",
        "model: {modelFormat: {name: sklearn}} | servingRuntimeName: many | sklearn | true",
        "sklearn: {} | clusterServingRuntimeName: many | xgboost | true",
        "model: {modelFormat: {name: sklearn}, runtime: one} | '' | sklearn | false",
        "model: {modelFormat: {name: sklearn}, storage: {key: k}} | '' | sklearn | false",
        "containers: [{name: c, env: [{name: MULTI_MODEL_SERVER, value: \"true\"}]}] | '' | any |"
            + " true",
        "containers: [{name: c, env: [{name: MULTI_MODEL_SERVER, value: \"no\"}]}] | '' | any |"
            + " false",
        "containers: [{name: c, env: [{name: MULTI_MODEL_SERVER, value: \"true\"}, {name:"
            + " STORAGE_URI, value: file:///m}]}] | '' | any | false",
      })
  void areServedByServersThatTakeThemWhileTheyRun(
      String predictor, String runtime, String framework, boolean served) {
    ApiObject model = model("m1", framework, "1Gi");

    TrainedModels models = of(parent(predictor, "True", runtime), List.of(model));

    assertThat(models.wanted()).hasSize(served ? 1 : 0);
    assertThat(conditions(status(models, model)))
        .contains(
            served ? "IsMMSPredictor True" : "IsMMSPredictor False IsNotMMSPredictor",
            "FrameworkSupported True");
  }

  @Test
  void sayWhichFrameworksTheRuntimeOffers() {
    ApiObject model = model("m1", "onnx", "1Gi");

    TrainedModels models =
        of(
            parent(
                "model: {modelFormat: {name: sklearn}}", "True", "clusterServingRuntimeName: many"),
            List.of(model));

    assertThat(Fields.text(ready(status(models, model)), "message"))
        .isEqualTo("spec.model.framework: \"onnx\" is not served (offered: sklearn, xgboost)");
  }

  @Test
  void shareTheMemoryOfTheContainerThatServesThem() {
    String custom =
        "containers: [{name: c, resources: {limits: {memory: 1Gi}}, env: [{name: PROTOCOL, value:"
            + " v2}, {name: MULTI_MODEL_SERVER, value: 'true'}]}]";
    ApiObject large = model("m1", "any", "2Gi");

    TrainedModels models = of(parent(custom, "True"), List.of(large));
    TrainedModels ofRuntime =
        of(
            parent("sklearn: {}", "True", "clusterServingRuntimeName: many"),
            List.of(model("m1", "sklearn", "5Gi")));

    assertThat(conditions(status(models, large)))
        .contains("MemoryResourceAvailable False MemoryResourceNotAvailable");
    assertThat(Fields.text(status(models, large), "url"))
        .isEqualTo("http://here/v2/models/m1/infer");
    assertThat(ofRuntime.wanted()).isEmpty();
  }

  private static TrainedModels of(@Nullable ApiObject service, List<ApiObject> models) {
    String formats = "supportedModelFormats: [{name: sklearn}, {name: xgboost}]";
    String many =
        "multiModel: true, "
            + formats
            + ", containers: [{name: c, resources: {limits: {memory: 4Gi}}}]";
    return TrainedModels.of(
        service,
        models,
        BuiltInRuntimes.among(
            List.of(
                runtime("ServingRuntime", "many, namespace: team", many),
                runtime("ClusterServingRuntime", "many", many),
                runtime("ClusterServingRuntime", "one", formats))));
  }

  private static ServingRuntime runtime(String kind, String name, String spec) {
    return ServingRuntime.of(
        Yaml.object(
            """
            apiVersion: serving.kserve.io/v1alpha1
            kind: %s
            metadata: {name: %s}
            spec: {%s}
            """
                .formatted(kind, name, spec)));
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
    return parent(predictor, ready, "");
  }

  private static ApiObject parent(String predictor, @Nullable String ready, String runtime) {
    return Yaml.object(
        """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: {name: several, namespace: team}
        spec: {predictor: {%s}}
        status: {url: http://here, conditions: [{type: Ready, status: '%s'}]%s}
        """
            .formatted(predictor, ready, runtime.isEmpty() ? "" : ", " + runtime));
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
