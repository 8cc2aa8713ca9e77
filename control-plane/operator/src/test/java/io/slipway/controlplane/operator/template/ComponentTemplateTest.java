// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import static io.slipway.controlplane.operator.template.TestTemplates.ONNX;
import static io.slipway.controlplane.operator.template.TestTemplates.predictor;
import static io.slipway.controlplane.operator.template.TestTemplates.template;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.revision.Component;
import io.slipway.controlplane.operator.runtime.ServingRuntime;
import io.slipway.controlplane.operator.testing.Yaml;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What the Pods of a component are made by. */
class ComponentTemplateTest {
  @Test
  void servesAModelBySlipwayAndFetchesItBefore() throws UnservableException {
    ComponentTemplate template = predictor(ONNX);

    assertThat(template.pods().spec())
        .isEqualTo(
            Yaml.fields(
                """
                containers:
                  - name: kserve-container
                    image: slipway/model-server
                    args: [--model_name=iris, --model_dir=/mnt/models]
                    ports: [{containerPort: 8080, protocol: TCP}]
                    volumeMounts:
                      - {name: kserve-provision-location, mountPath: /mnt/models, readOnly: true}
                initContainers:
                  - name: storage-initializer
                    image: slipway/storage-initializer
                    args: [file:///models/iris, /mnt/models]
                    volumeMounts:
                      - {name: kserve-provision-location, mountPath: /mnt/models}
                volumes:
                  - {name: kserve-provision-location, emptyDir: {}}
                """));
    assertThat(template.pods().labels()).containsOnly(Map.entry("owner", "me"));
    assertThat(template.pods().annotations()).containsOnly(Map.entry("example.com/note", "rate=5"));
    assertThat(template.runtime()).extracting(ServingRuntime::name).isEqualTo("slipway");
  }

  @Test
  void takesTheOlderFormOfAFramework() throws UnservableException {
    String older = ONNX.replace("model:\n      modelFormat: {name: onnx}\n", "onnx:\n");

    assertThat(predictor(older).pods()).isEqualTo(predictor(ONNX).pods());
  }

  @Test
  void laysTheServiceOverItsRuntime() throws UnservableException {
    String service =
        ONNX.replace(
            "modelFormat: {name: onnx}",
            """
            modelFormat: {name: sklearn}
                  runtimeVersion: "2.0"
                  args: [--extra]
                  env: [{name: B, value: service}, {name: C, value: service}]
                  resources: {requests: {cpu: "2"}, limits: {memory: 4Gi}}\
            """);

    Map<String, Object> pod = predictor(service).pods().spec();
    Map<String, Object> container = Fields.maps(pod, "containers").getFirst();

    assertThat(container.get("image")).isEqualTo("registry/python-server:2.0");
    assertThat(container.get("args"))
        .isEqualTo(List.of("--model_name=iris", "--dir=team/me", "--extra"));
    assertThat(container.get("env"))
        .isEqualTo(
            List.of(
                Map.of("name", "A", "value", "runtime"),
                Map.of("name", "B", "value", "service"),
                Map.of("name", "C", "value", "service"),
                Map.of("name", "INFERENCE_SERVICE_NAME", "value", "iris")));
    assertThat(container.get("resources"))
        .isEqualTo(Yaml.fields("{requests: {cpu: '2', memory: 2Gi}, limits: {memory: 4Gi}}"));
    assertThat(pod.get("nodeSelector")).isEqualTo(Map.of("disk", "fast"));
  }

  @Test
  void takesAnnotationsAndLabelsFromRuntimeServiceAndComponent() throws UnservableException {
    String service =
        ONNX.replace("name: onnx", "name: sklearn")
            .replace(
                "  predictor:\n",
                "  predictor:\n    labels: {of: component}\n    annotations: {note: a}\n");

    ComponentTemplate template = predictor(service);

    assertThat(template.pods().labels()).isEqualTo(Map.of("of", "component", "owner", "me"));
    assertThat(template.pods().annotations())
        .isEqualTo(
            Map.of("prometheus.kserve.io/port", "8080", "example.com/note", "rate=5", "note", "a"));
  }

  @Test
  void tellsTheServerOfBatcherAndConcurrency() throws UnservableException {
    String service =
        ONNX.replace(
            "  predictor:\n",
            """
              predictor:
                containerConcurrency: 2
                batcher: {maxBatchSize: 8, maxLatency: 20}
            """);

    assertThat(predictor(service).pods().annotations())
        .containsAllEntriesOf(
            Map.of(
                "slipway.io/container-concurrency", "2",
                "internal.serving.kserve.io/batcher", "true",
                "internal.serving.kserve.io/batcher-max-batchsize", "8",
                "internal.serving.kserve.io/batcher-max-latency", "20"));
  }

  @Test
  void putsWhatBringsModelsBesideAServerThatTakesThemWhileItRuns() throws UnservableException {
    String custom =
        """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: {name: several, namespace: team}
        spec:
          predictor:
            containers:
              - name: main
                image: python
                command: [serve]
                env: [{name: MULTI_MODEL_SERVER, value: "true"}]
        """;

    assertThat(predictor(custom).pods().spec())
        .isEqualTo(
            Yaml.fields(
                """
                containers:
                  - name: main
                    image: python
                    command: [serve]
                    env:
                      - {name: MULTI_MODEL_SERVER, value: "true"}
                      - {name: INFERENCE_SERVICE_NAME, value: several}
                    readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1, failureThreshold: 3}
                    volumeMounts:
                      - {name: kserve-provision-location, mountPath: /mnt/models, readOnly: true}
                  - name: agent
                    image: slipway/agent
                    args: [--server=main]
                    env: [{name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]
                    volumeMounts:
                      - {name: kserve-provision-location, mountPath: /mnt/models}
                      - {name: slipway-model-work, mountPath: /mnt/work}
                volumes:
                  - {name: kserve-provision-location, emptyDir: {}}
                  - {name: slipway-model-work, emptyDir: {}}
                """));
    assertThat(containers(custom.replace("\"true\"", "\"false\""))).containsExactly("main");
  }

  @Test
  void theOwnServerOfSeveralModelsNeedsNobodyInThisProcess() throws UnservableException {
    String several = ONNX.replace("      storageUri: file:///models/iris\n", "");

    assertThat(containers(several)).containsExactly("kserve-container");
    assertThat(
            containers(
                several.replace(
                    "  annotations:", "  annotations:\n    slipway.io/isolation: process")))
        .containsExactly("kserve-container", "agent");
  }

  private static List<String> containers(String service) throws UnservableException {
    return Fields.maps(predictor(service).pods().spec(), "containers").stream()
        .map(each -> Fields.text(each, "name"))
        .toList();
  }

  @Test
  void runsContainersOfTheUserAndTellsATransformerWhereThePredictorIs() throws UnservableException {
    String service =
        ONNX
            + """
              transformer:
                containers: [{name: t, image: t, command: [python], args: [main.py, --model_name=other]}]
            """;

    assertThat(template(service, Component.TRANSFORMER).pods().spec())
        .isEqualTo(
            Yaml.fields(
                """
                containers:
                  - name: t
                    image: t
                    command: [python]
                    args:
                      - main.py
                      - --model_name=other
                      - --predictor_host
                      - the-predictor
                      - --http_port
                      - $(PORT)
                      - --grpc_port
                      - $(GRPC_PORT)
                    env: [{name: INFERENCE_SERVICE_NAME, value: iris}]
                    readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1, failureThreshold: 3}
                """));
  }

  @Test
  void tellsATransformerThatThePredictorIsCalledByTls() throws UnservableException {
    ServiceSpec spec =
        ServiceSpec.of(
            Yaml.object(ONNX + "  transformer: {containers: [{name: t, image: t, args: [a]}]}\n"));

    ComponentTemplate template =
        ComponentTemplate.of(
            spec, Component.TRANSFORMER, List.of(), () -> new PredictorAddress("p", true));

    assertThat(Fields.maps(template.pods().spec(), "containers").getFirst().get("args"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .containsSequence("--predictor_use_ssl", "true", "--predictor_host", "p");
  }

  @Test
  void leavesThePortAndTheProbeOfATransformerAsTheyAreWritten() throws UnservableException {
    String service =
        ONNX
            + """
              transformer:
                containers:
                  - name: t
                    image: t
                    args: [--http_port=9000]
                    ports: [{containerPort: 9000}]
                    readinessProbe: {httpGet: {path: /up, port: 9000}}
            """;

    Map<String, Object> pod = template(service, Component.TRANSFORMER).pods().spec();

    Map<String, Object> container = Fields.maps(pod, "containers").getFirst();
    assertThat(container.get("args"))
        .isEqualTo(
            List.of(
                "--http_port=9000", "--model_name", "iris", "--predictor_host", "the-predictor"));
    assertThat(container.get("readinessProbe"))
        .isEqualTo(Yaml.fields("{httpGet: {path: /up, port: 9000}}"));
  }

  @Test
  void fetchesTheModelOfACustomPredictor() throws UnservableException {
    String service =
        """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: {name: own, namespace: team}
        spec:
          predictor:
            containers:
              - {name: kserve-container, image: x, env: [{name: STORAGE_URI, value: "file:///m"}]}
        """;

    Map<String, Object> pod = predictor(service).pods().spec();

    assertThat(Fields.maps(pod, "initContainers").getFirst().get("args"))
        .isEqualTo(List.of("file:///m", "/mnt/models"));
    assertThat(Fields.maps(pod, "containers").getFirst()).containsKey("volumeMounts");
  }

  @Test
  void tellsServersOfSeveralFormatsWhichOneItIs() throws UnservableException {
    ServingRuntime runtime =
        ServingRuntime.of(
            Yaml.object(
                """
                apiVersion: serving.kserve.io/v1alpha1
                kind: ClusterServingRuntime
                metadata: {name: several}
                spec:
                  supportedModelFormats: [{name: sklearn}]
                  containers:
                    - name: kserve-container
                      image: several
                      args: ["--framework={{.Annotations.modelFormat}}", "{{.Labels.modelClass}}"]
                """));
    String service = ONNX.replace("{name: onnx}", "{name: sklearn}\n      runtime: several");

    ComponentTemplate template =
        ComponentTemplate.of(
            ServiceSpec.of(Yaml.object(service)),
            Component.PREDICTOR,
            List.of(runtime),
            () -> new PredictorAddress("", false));

    assertThat(Fields.maps(template.pods().spec(), "containers").getFirst())
        .containsEntry("args", List.of("--framework=sklearn", "mlserver_sklearn.SKLearnModel"));
  }
}
