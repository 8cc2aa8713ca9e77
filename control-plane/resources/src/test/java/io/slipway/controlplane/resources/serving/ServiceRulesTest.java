// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.slipway.controlplane.resources.ServiceFile;
import io.slipway.controlplane.resources.ServiceReading;
import io.slipway.controlplane.resources.schema.FieldError;
import io.slipway.controlplane.resources.schema.FieldError.Reason;
import io.slipway.controlplane.resources.schema.FieldValidation;
import io.slipway.controlplane.resources.schema.IgnoredField;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Single services in flow style: what is set, and what is said about it. */
class ServiceRulesTest {
  private static final String MODEL = "model: {modelFormat: {name: onnx}, storageUri: /m}";

  static Stream<Arguments> metadata() {
    return Stream.of(
        arguments("name: Iris", "metadata.name", "\"Iris\" (expected: lower-case letters"),
        arguments("name: 1iris", "metadata.name", "\"1iris\" (expected"),
        arguments("name: iris-", "metadata.name", "\"iris-\" (expected"),
        arguments("name: ''", "metadata.name", "\"\" (expected"),
        arguments("name: 7", "metadata.name", "expected text, found the number 7"),
        arguments("namespace: x", "metadata.name", "required"),
        arguments("name: a, namespace: A_b", "metadata.namespace", "\"A_b\" (expected"),
        arguments("name: a, labels: {a/b/c: x}", "metadata.labels[a/b/c]", "not a key"),
        arguments("name: a, labels: {a: -x}", "metadata.labels[a]", "\"-x\" (expected"),
        arguments("name: a, labels: {a: yes}", "metadata.labels[a]", "found the boolean yes"),
        arguments("name: a, annotations: {.x/y: z}", "metadata.annotations[.x/y]", "not a key"),
        arguments("name: a, generateName: b-", "metadata.generateName", "not supported here"),
        arguments(
            "name: a, annotations: {serving.kserve.io/autoscalerClass: vpa}",
            "metadata.annotations[serving.kserve.io/autoscalerClass]",
            "\"vpa\" (expected: one of hpa"),
        arguments(
            "name: a, annotations: {serving.kserve.io/deploymentMode: Lambda}",
            "metadata.annotations[serving.kserve.io/deploymentMode]",
            "\"Lambda\" (expected: one of Standard"),
        arguments(
            "name: a, annotations: {serving.kserve.io/stop: 'true'}",
            "metadata.annotations[serving.kserve.io/stop]",
            "not supported here"));
  }

  @ParameterizedTest
  @MethodSource("metadata")
  void refusesMetadata(String metadata, String path, String message) {
    assertThat(errors("{" + metadata + "}", "{predictor: {" + MODEL + "}}"))
        .singleElement()
        .satisfies(error -> assertThat(error.path()).isEqualTo(path))
        .satisfies(error -> assertThat(error.message()).contains(message));
  }

  static Stream<Arguments> predictors() {
    return Stream.of(
        arguments("minReplicas: -1", "minReplicas", "-1 (expected: >= 0)"),
        arguments("maxReplicas: -1", "maxReplicas", "-1 (expected: >= 0)"),
        arguments("minReplicas: 3, maxReplicas: 2", "maxReplicas", "2 (expected: at least"),
        arguments("minReplicas: 1.5", "minReplicas", "expected a whole number"),
        arguments("minReplicas: 3000000000", "minReplicas", "expected a whole number"),
        arguments("containerConcurrency: -1", "containerConcurrency", "-1 (expected: >= 0)"),
        arguments("timeout: -5", "timeout", "-5 (expected: >= 0)"),
        arguments("scaleMetric: gpu", "scaleMetric", "expected one of cpu, memory"),
        arguments("canaryTrafficPercent: 10", "canaryTrafficPercent", "not supported here"),
        arguments("logger: {mode: all}", "logger.url", "required here"),
        arguments("logger: {mode: all, url: 's3://x/y'}", "logger.url", "offered: http://"),
        arguments("logger: {mode: all, url: sink}", "logger.url", "offered: http://"),
        arguments(
            "logger: {mode: all, url: 'http://x', batchSize: 5}",
            "logger.batchSize",
            "only for a logger with storage"),
        arguments(
            "batcher: {maxBatchsize: 4}", "batcher.maxBatchsize", "did you mean maxBatchSize?"),
        arguments("batcher: {maxLatency: 1.5}", "batcher.maxLatency", "expected a whole number"),
        arguments("name: blue", "name", "not supported here"),
        arguments("initContainers: [{name: a}]", "initContainers", "not supported here"),
        arguments("tolerations: {}", "tolerations", "expected a list, found a mapping"),
        arguments("tolerations: [{kee: a}]", "tolerations[0].kee", "did you mean key?"),
        arguments("minReplica: 1", "minReplica", "did you mean minReplicas?"),
        arguments("serviceAccountName: 7", "serviceAccountName", "expected text"));
  }

  @ParameterizedTest
  @MethodSource("predictors")
  void refusesInAPredictor(String fields, String path, String message) {
    assertThat(errors("{name: a}", "{predictor: {" + MODEL + ", " + fields + "}}"))
        .singleElement()
        .satisfies(error -> assertThat(error.path()).isEqualTo("spec.predictor." + path))
        .satisfies(error -> assertThat(error.message()).contains(message));
  }

  static Stream<Arguments> models() {
    return Stream.of(
        arguments("modelFormat: {name: onnx}", "storageUri", Reason.REQUIRED),
        arguments("modelFormat: {}, storageUri: m", "modelFormat.name", Reason.REQUIRED),
        arguments("storageUri: m", "modelFormat", Reason.REQUIRED),
        arguments("runtime: slipway, storageUri: m", "modelFormat", Reason.REQUIRED),
        arguments(
            "modelFormat: {name: sklearn}, storageUri: m", "modelFormat.name", Reason.UNSUPPORTED),
        arguments(
            "modelFormat: {name: onnx, version: '9'}, storageUri: m",
            "modelFormat.version",
            Reason.UNSUPPORTED),
        arguments("modelFormat: {name: onnx}, storageUri: ''", "storageUri", Reason.INVALID),
        arguments("modelFormat: {name: onnx}, storageUri: 's4://x'", "storageUri", Reason.INVALID),
        arguments("modelFormat: {name: onnx}, storageUri: 'http://'", "storageUri", Reason.INVALID),
        arguments(
            "modelFormat: {name: onnx}, storageUri: 'http:///x'", "storageUri", Reason.INVALID),
        arguments(
            "modelFormat: {name: onnx}, storageUri: 'file://x'", "storageUri", Reason.INVALID),
        arguments(
            "modelFormat: {name: onnx}, storageUri: 's3://b/x'", "storageUri", Reason.UNSUPPORTED),
        arguments("modelFormat: {name: onnx}, storage: {key: k}", "storage", Reason.UNSUPPORTED),
        arguments(
            "modelFormat: {name: onnx}, storageUri: m, protocolVersion: v3",
            "protocolVersion",
            Reason.INVALID),
        arguments(
            "modelFormat: {name: onnx}, storageUri: m, protocolVersion: grpc-v1",
            "protocolVersion",
            Reason.UNSUPPORTED),
        arguments(
            "modelFormat: {name: onnx}, storageUri: m, runtime: kserve-mlserver",
            "runtime",
            Reason.UNSUPPORTED),
        arguments("modelFormat: {name: onnx}, storageUri: m, name: x", "name", Reason.UNSUPPORTED),
        arguments(
            "modelFormat: {name: onnx}, storageUri: m, command: [x]",
            "command",
            Reason.UNSUPPORTED),
        arguments(
            "modelFormat: {name: onnx}, storageUri: m, env: [{name: A, value: b}]",
            "env",
            Reason.UNSUPPORTED),
        arguments(
            "modelFormat: {name: onnx}, storageUri: m, resources: {limits: {cpu: 1x}}",
            "resources.limits[cpu]",
            Reason.TYPE));
  }

  @ParameterizedTest
  @MethodSource("models")
  void refusesInAModel(String fields, String path, Reason reason) {
    assertThat(errors("{name: a}", "{predictor: {model: {" + fields + "}}}"))
        .singleElement()
        .satisfies(error -> assertThat(error.path()).isEqualTo("spec.predictor.model." + path))
        .satisfies(error -> assertThat(error.reason()).isEqualTo(reason));
  }

  /** As KServe's SDK writes each model. */
  @Test
  void takesAModelWhoseNameIsEmpty() {
    String model = "modelFormat: {name: onnx}, storageUri: m, name: ''";
    assertThat(valid("{name: a}", "{predictor: {model: {" + model + "}}}").ignored()).isEmpty();
  }

  /** {@code MODEL} stands for a model without faults, the first column for an annotation. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          | predictor: {minReplicas: 1} | predictor | found none
          | predictor: {MODEL, onnx: {storageUri: m}} | predictor | found model and onnx
          | predictor: {MODEL, containers: [{name: kserve-container}]} | predictor | found model and containers
          | predictor: {MODEL, storageUris: [{uri: 'gs://x'}]} | predictor.storageUris | not together with storageUri
          | predictor: {storageUris: [{uri: 'gs://x', mountPath: /a/b}, {uri: 'gs://y', mountPath: /c}]} | predictor.storageUris | common parent
          | predictor: {storageUris: [{uri: 'gs://x', mountPath: /a/../b}]} | predictor.storageUris[0].mountPath | absolute path
          | predictor: {storageUris: [{uri: 'pvc://x', mountPath: /a}, {uri: 'pvc://y', mountPath: /a}]} | predictor.storageUris[1].mountPath | path of its own
          | predictor: {containers: [{name: transformer-container, env: [{name: STORAGE_URI, value: x}]}]} | predictor.containers[0].env[0].name | belongs to the predictor
          | predictor: {containers: [{name: c, env: [{name: PYTHONPATH, value: x}]}]} | predictor.containers[0].env[0].name | PYTHONPATH
          | predictor: {onnx: {storageUri: m, env: [{name: PYTHONPATH}]}} | predictor.onnx.env[0].name | PYTHONPATH
          | predictor: {onnx: {confidential: {enabled: true}}} | predictor.onnx.storageUri | confidential
          | predictor: {MODEL, logger: {url: 'http://x'}} | predictor.logger.mode | required
          | predictor: {MODEL, logger: {mode: some}} | predictor.logger.mode | one of all, request, response
          | predictor: {MODEL, logger: {mode: all, storage: {path: x, key: y}}} | predictor.logger.storage.parameters | required
          | predictor: {MODEL, workerSpec: {tensorParallelSize: 0}} | predictor.workerSpec.tensorParallelSize | 0 (expected: >= 1)
          | predictor: {MODEL, workerSpec: {}} | predictor.model.storageUri | needs pvc:// or oci://
          | predictor: {MODEL, workerSpec: {}} | predictor.workerSpec | autoscalerClass: none
          | predictor: {MODEL, workerSpec: {containers: [{name: a}, {name: b}]}} | predictor.workerSpec.containers | at most one
          | predictor: {MODEL}, transformer: {minReplicas: 1} | transformer | expected containers, found neither
          | predictor: {MODEL}, explainer: {minReplicas: -1, art: {type: SquareAttack}} | explainer.minReplicas | -1 (expected: >= 0)
          | predictor: {MODEL}, explainer: {art: {type: a}, containers: [{name: b}]} | explainer | expected art or containers, found both
          deploymentMode: Knative | predictor: {MODEL, scaleMetric: cpu} | predictor.scaleMetric | concurrency or rps
          deploymentMode: Knative | predictor: {MODEL, scaleMetric: rps, scaleTarget: 0} | predictor.scaleTarget | 0 (expected: >= 1)
          deploymentMode: Serverless | predictor: {MODEL, deploymentStrategy: {type: Recreate}} | predictor.deploymentStrategy | only in the deployment mode Standard
          autoscalerClass: hpa | predictor: {MODEL, scaleMetric: rps} | predictor.scaleMetric | cpu or memory
          autoscalerClass: hpa | predictor: {MODEL, scaleTarget: 101} | predictor.scaleTarget | 101 (expected: 1 to 100)
          autoscalerClass: hpa | predictor: {MODEL, scaleMetric: memory, scaleTarget: 0} | predictor.scaleTarget | 0 (expected: >= 1)
          autoscalerClass: hpa | predictor: {MODEL, autoScaling: {metrics: [{type: External}]}} | predictor.autoScaling.metrics[0].type | expected for HPA: Resource
          autoscalerClass: hpa | predictor: {MODEL, autoScaling: {metrics: [{type: Resource}]}} | predictor.autoScaling.metrics[0].resource | required
          autoscalerClass: keda | predictor: {MODEL, scaleMetric: cpu} | predictor.scaleMetric | KEDA
          autoscalerClass: keda | predictor: {MODEL, autoScaling: {metrics: [{type: External, external: {metric: {}, target: {value: 1}}}]}} | predictor.autoScaling.metrics[0].external.metric.query | required
          autoscalerClass: keda | predictor: {MODEL, autoScaling: {metrics: [{type: PodMetric, podmetric: {metric: {query: q}, target: {}}}]}} | predictor.autoScaling.metrics[0].podmetric.target.value | required
          autoscalerClass: keda | predictor: {MODEL, autoScaling: {metrics: [{type: Resource, resource: {name: cpu, target: {type: Value, value: 1}}}]}} | predictor.autoScaling.metrics[0].resource.target.type | expected for cpu: Utilization
          | predictor: {MODEL}, canary: [{trafficPercent: 10, predictor: {name: b, MODEL}}] | canary | needs the annotation
          deploymentMode: Standard | predictor: {MODEL}, canary: [{trafficPercent: 101, predictor: {name: b, MODEL}}] | canary[0].trafficPercent | 101 (expected: 0 to 100)
          deploymentMode: Standard | predictor: {MODEL}, canary: [{trafficPercent: 60, predictor: {name: b, MODEL}}, {trafficPercent: 60, predictor: {name: c, MODEL}}] | canary | 120% of the traffic
          deploymentMode: Standard | predictor: {MODEL}, canary: [{trafficPercent: 1, predictor: {MODEL}}] | canary[0].predictor.name | neither the stable predictor
          deploymentMode: Standard | predictor: {MODEL}, canary: [{trafficPercent: 1, predictor: {name: b, minReplicas: 2, MODEL}}] | canary[0].predictor.minReplicas | at most the stable predictor's 1
          deploymentMode: Standard | predictor: {MODEL}, canary: [{trafficPercent: 1, predictor: {name: b, maxReplicas: 2, MODEL}}] | canary[0].predictor.maxReplicas | may not set
          """)
  void findsWhatTheWebhookOfKServeRefuses(
      @Nullable String annotation, String spec, String path, String message) {
    String annotations = annotation == null ? "" : "serving.kserve.io/" + annotation;

    List<FieldError> errors =
        errors(
            "{name: a, annotations: {" + annotations + "}}",
            "{" + spec.replace("MODEL", MODEL) + "}");

    assertThat(errors)
        .filteredOn(error -> error.path().equals("spec." + path))
        .extracting(FieldError::message)
        .anySatisfy(text -> assertThat(text).contains(message));
  }

  static Stream<Arguments> ignored() {
    return Stream.of(
        arguments("tolerations: [{key: a}]", List.of("spec.predictor.tolerations")),
        arguments("nodeSelector: {a: b}", List.of("spec.predictor.nodeSelector")),
        arguments("affinity: {nodeAffinity: {}}", List.of("spec.predictor.affinity")),
        arguments("imagePullSecrets: [{name: a}]", List.of("spec.predictor.imagePullSecrets")),
        arguments("minReplicas: 0", List.of("spec.predictor.minReplicas")),
        arguments("minReplicas: 2", List.of("spec.predictor.minReplicas")),
        arguments("timeout: 60", List.of("spec.predictor.timeout")),
        arguments("minReplicas: 1, maxReplicas: 3, containerConcurrency: 0", List.of()),
        arguments("canaryTrafficPercent: 100", List.of()),
        arguments("tolerations: [], nodeSelector: {}, volumes: [], logger: null", List.of()));
  }

  @ParameterizedTest
  @MethodSource("ignored")
  void reportsWhatHasNoMeaningOnOneMachine(String fields, List<String> paths) {
    assertThat(valid("{name: a}", "{predictor: {" + MODEL + ", " + fields + "}}").ignored())
        .extracting(IgnoredField::path)
        .isEqualTo(paths);
  }

  @Test
  void reportsAnnotationsThatSteerSomethingElse() {
    String metadata =
        "{name: a, annotations: {serving.kserve.io/deploymentMode: RawDeployment,"
            + " autoscaling.knative.dev/target: '5', serving.kserve.io/stop: 'false', mine: x}}";

    assertThat(valid(metadata, "{predictor: {" + MODEL + "}}").ignored())
        .extracting(IgnoredField::path)
        .containsExactly(
            "metadata.annotations[serving.kserve.io/deploymentMode]",
            "metadata.annotations[autoscaling.knative.dev/target]");
  }

  @Test
  void collectsAllErrorsInTheOrderOfTheText() {
    List<FieldError> errors =
        errors(
            "{name: A}",
            "{predictor: {minReplicas: -1, modle: 1, onnx: {storageUri: gs://x, command: [a]}}}");

    assertThat(errors)
        .extracting(FieldError::path)
        .containsExactly(
            "metadata.name",
            "spec.predictor.minReplicas",
            "spec.predictor.modle",
            "spec.predictor.onnx.storageUri",
            "spec.predictor.onnx.command");
  }

  private static List<FieldError> errors(String metadata, String spec) {
    ServiceReading reading = read(metadata, spec);
    assertThat(reading).isInstanceOf(ServiceReading.Invalid.class);
    return ((ServiceReading.Invalid) reading).errors();
  }

  private static ServiceReading.Valid valid(String metadata, String spec) {
    ServiceReading reading = read(metadata, spec);
    assertThat(reading).isInstanceOf(ServiceReading.Valid.class);
    return (ServiceReading.Valid) reading;
  }

  private static ServiceReading read(String metadata, String spec) {
    String text =
        "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: "
            + metadata
            + "\nspec: "
            + spec
            + "\n";
    return ServiceFile.read(text, "s.yaml", FieldValidation.STRICT).getFirst();
  }
}
