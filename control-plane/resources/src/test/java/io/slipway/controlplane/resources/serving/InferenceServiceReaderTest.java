// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.resources.serving.ComponentExtension.Batcher;
import io.slipway.controlplane.resources.serving.ComponentExtension.Logger;
import io.slipway.controlplane.resources.serving.ComponentExtension.StorageUri;
import io.slipway.controlplane.resources.yaml.YamlLimits;
import io.slipway.controlplane.resources.yaml.YamlMap;
import io.slipway.controlplane.resources.yaml.YamlReader;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records and defaults; all of the resource, also what this home refuses. */
class InferenceServiceReaderTest {
  private static final String FULL =
      """
      metadata: {name: a, namespace: lab, labels: {l: x}, annotations: {k: v}, generation: 3}
      spec:
        predictor:
          name: blue
          minReplicas: 0
          maxReplicas: 4
          scaleTarget: 10
          scaleMetric: rps
          containerConcurrency: 2
          timeout: 60
          canaryTrafficPercent: 20
          logger: {url: 'http://sink', mode: all, metadataHeaders: [X-Id], metadataAnnotations: [team]}
          batcher: {maxBatchSize: 8, maxLatency: 50, timeout: 3}
          labels: {p: q}
          storageUris: [{uri: 's3://b', mountPath: /mnt/a}]
          model:
            modelFormat: {name: sklearn, version: '1'}
            runtime: kserve-sklearnserver
            runtimeVersion: v1
            storageUri: s3://bucket/m
            storage: {key: k, path: p, schemaPath: s, parameters: {type: s3}}
            protocolVersion: v2
            image: img
            command: [run]
            args: [--x, --y]
            env: [{name: A, value: b}, {name: C, valueFrom: {fieldRef: {fieldPath: f}}}]
        transformer:
          containers: [{name: t, image: i}]
        explainer:
          art: {type: SquareAttack}
        canary:
        - trafficPercent: 5
          predictor: {name: green, xgboost: {storageUri: m}}
      """;

  @Test
  void readsTheModel() {
    ModelSpec model = Objects.requireNonNull(read(FULL).predictor().model());

    assertThat(model)
        .isEqualTo(
            new ModelSpec(
                new ModelFormat("sklearn", "1"),
                "kserve-sklearnserver",
                "v1",
                "s3://bucket/m",
                new ModelSpec.Storage("k", "p", "s", Map.of("type", "s3")),
                Protocol.V2,
                new Container(
                    null,
                    "img",
                    List.of("run"),
                    List.of("--x", "--y"),
                    List.of(new Container.EnvVar("A", "b"), new Container.EnvVar("C", null)))));
  }

  @Test
  void readsWhatComponentsHaveInCommon() {
    assertThat(read(FULL).predictor().extension())
        .isEqualTo(
            new ComponentExtension(
                0,
                4,
                10,
                "rps",
                2L,
                60L,
                20L,
                new Logger("http://sink", "all", List.of("X-Id"), List.of("team")),
                new Batcher(8, 50, 3),
                List.of(new StorageUri("s3://b", "/mnt/a")),
                Map.of("p", "q"),
                Map.of()));
  }

  @Test
  void readsTheOtherComponents() {
    InferenceService service = read(FULL);

    assertThat(service.metadata())
        .isEqualTo(
            new InferenceService.Metadata("a", "lab", Map.of("l", "x"), Map.of("k", "v"), 3));
    assertThat(Objects.requireNonNull(service.transformer()).containers())
        .extracting(Container::image)
        .containsExactly("i");
    assertThat(Objects.requireNonNull(service.explainer()).artType()).isEqualTo("SquareAttack");
    assertThat(service.canary())
        .singleElement()
        .satisfies(canary -> assertThat(canary.trafficPercent()).isEqualTo(5))
        .satisfies(
            canary -> assertThat(canary.predictor().frameworks()).containsOnlyKeys("xgboost"));
  }

  @ParameterizedTest
  @CsvSource({
    "sklearn, v1",
    "xgboost, v1",
    "tensorflow, v1",
    "pytorch, v1",
    "pmml, v1",
    "lightgbm, v1",
    "paddle, v1",
    "triton, v2",
    "onnx, v2",
    "huggingface, v2",
  })
  void rewritesTheOlderFormToAModel(String framework, String protocol) {
    Predictor predictor = defaulted("{" + framework + ": {storageUri: m, args: [x]}}");

    ModelSpec model = Objects.requireNonNull(predictor.model());
    assertThat(model.modelFormat()).isEqualTo(new ModelFormat(framework, null));
    assertThat(model.protocolVersion()).hasToString(protocol);
    assertThat(model.storageUri()).isEqualTo("m");
    assertThat(model.container().args()).containsExactly("x");
    assertThat(predictor.frameworks()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'{modelFormat: {name: onnx}}', v1",
    "'{modelFormat: {name: triton}}', v2",
    "'{modelFormat: {name: onnx}, protocolVersion: grpc-v2}', grpc-v2",
    "'{modelFormat: {name: triton}, protocolVersion: v1}', v1",
  })
  void choosesTheProtocolOfAModel(String model, String protocol) {
    Predictor predictor = defaulted("{model: " + model + "}");

    assertThat(Objects.requireNonNull(predictor.model()).protocolVersion()).hasToString(protocol);
  }

  @Test
  void setsNamespaceAndReplicasOnlyWhereNoneAreGiven() {
    InferenceService plain =
        Defaults.apply(read("metadata: {name: a}\nspec: {predictor: {onnx: {}}}"));
    InferenceService full = Defaults.apply(read(FULL));

    assertThat(plain.metadata().namespace()).isEqualTo("default");
    assertThat(plain.predictor().extension().minReplicas()).isEqualTo(1);
    assertThat(full.metadata().namespace()).isEqualTo("lab");
    assertThat(full.predictor().extension().minReplicas()).isZero();
    assertThat(Defaults.apply(full)).isEqualTo(full);
  }

  private static Predictor defaulted(String predictor) {
    return Defaults.apply(read("metadata: {name: a}\nspec: {predictor: " + predictor + "}"))
        .predictor();
  }

  private static InferenceService read(String text) {
    YamlMap document =
        (YamlMap) YamlReader.read(text, "s.yaml", YamlLimits.DEFAULT).documents().getFirst().root();
    return InferenceServiceReader.read(document);
  }
}
