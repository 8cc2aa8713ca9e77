// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.cli.testing.Http;
import io.slipway.cli.testing.Iris;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Components that are programs of their own, behind the port of the platform. */
@Tag("conformance")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
final class ProcessComponentsIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @Test
  void aTransformerOfTheKservePackageStandsBeforeAPredictor() throws Exception {
    PythonEnvironment python = PythonEnvironment.open();
    try (SlipwayProcess server = SlipwayProcess.up()) {
      Kubectl kubectl = apply(server, transformer(python));
      kubectl.output("wait", "--for=condition=Ready", "isvc/iris", "--timeout=55s");

      for (String base : new String[] {"", "/serving/default/iris"}) {
        HttpResponse<String> answer =
            Http.post(URI.create(server.http() + base + "/v1/models/iris:predict"), Iris.request());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body().replace(" ", "")).isEqualTo("{\"predictions\":[0,2]}");
      }
      Iris.assertAnswers(URI.create(server.http() + "/serving/default/iris-predictor"), "iris");
      delete(kubectl, "iris");
    }
  }

  @Test
  void aTransformerMayListenOnThePortOfThePlatformItself() throws Exception {
    PythonEnvironment python = PythonEnvironment.open();
    try (SlipwayProcess server = SlipwayProcess.up()) {
      String service =
          transformer(python)
              + """
                      args: [--http_port, "%d"]
                      ports:
                        - containerPort: %d
              """
                  .formatted(server.http().getPort(), server.http().getPort());
      Kubectl kubectl = apply(server, service);
      kubectl.output("wait", "--for=condition=Ready", "isvc/iris", "--timeout=55s");

      HttpResponse<String> answer =
          Http.post(URI.create(server.http() + "/v1/models/iris:predict"), Iris.request());

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body().replace(" ", "")).isEqualTo("{\"predictions\":[0,2]}");
      delete(kubectl, "iris");
    }
  }

  @Test
  void aServerOfTheKservePackageAnswersOverGrpc() throws Exception {
    PythonEnvironment python = PythonEnvironment.open();
    String service =
        """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata:
          name: doubles
        spec:
          predictor:
            containers:
              - name: kserve-container
                image: example.com/doubles:1
                command: [%s, %s]
                args: [--model_name, doubles]
        """
            .formatted(python.program(), Checkout.python().resolve("kserve_grpc_model.py"));
    try (SlipwayProcess server = SlipwayProcess.up()) {
      Kubectl kubectl = apply(server, service);
      kubectl.output("wait", "--for=condition=Ready", "isvc/doubles", "--timeout=55s");

      PythonChecks.assertPass(
          python.script("kserve_grpc_calls.py", server.grpc(), "doubles-default.example.com"),
          List.of("by the model's name", "by metadata", "by its host", "ready", "status"));
      delete(kubectl, "doubles");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "127.0.0.1", "$(POD_IP)"})
  void twoReplicasListenOnTheSamePort(String listen) throws Exception {
    PythonEnvironment python = PythonEnvironment.open();
    String service =
        """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata:
          name: named
        spec:
          predictor:
            minReplicas: 2
            containers:
              - name: kserve-container
                image: example.com/named:1
                command: [%s, %s]
                ports:
                  - containerPort: 8080
                env:
                  - name: POD_NAME
                    valueFrom: {fieldRef: {fieldPath: metadata.name}}
                  - name: POD_IP
                    valueFrom: {fieldRef: {fieldPath: status.podIP}}
                  - name: LISTEN
                    value: %s
        """
            .formatted(python.program(), Checkout.python().resolve("pod_name_server.py"), listen);
    try (SlipwayProcess server = SlipwayProcess.up()) {
      Kubectl kubectl = apply(server, service);
      kubectl.output("wait", "--for=condition=Ready", "isvc/named", "--timeout=55s");

      Set<String> answered = new TreeSet<>();
      await()
          .atMost(LIMIT)
          .until(() -> {
            answered.add(Http.get(URI.create(server.http() + "/serving/default/named/")).body());
            return answered.size() == 2;
          });
      assertThat(answered).containsExactly("named-predictor-00001-0", "named-predictor-00001-1");
      delete(kubectl, "named");
    }
  }

  @Test
  void aModelRunsInAProcessOfItsOwnIfItsServiceWantsThat() throws Exception {
    String service =
        """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata:
          name: iris
          annotations:
            slipway.io/isolation: process
        spec:
          predictor:
            model:
              modelFormat:
                name: onnx
              storageUri: %s
        """
            .formatted(Iris.model().toUri());
    try (SlipwayProcess server = SlipwayProcess.up()) {
      Kubectl kubectl = apply(server, service);
      kubectl.output("wait", "--for=condition=Ready", "isvc/iris", "--timeout=55s");

      Iris.assertAnswers(server.http(), "iris");
      Iris.assertAnswers(URI.create(server.http() + "/serving/default/iris"), "iris");
      String address =
          kubectl.output("get", "pod", "iris-predictor-00001-0", "-o", "jsonpath={.status.podIP}");
      assertThat(address).startsWith("127.").isNotEqualTo("127.0.0.1");
      delete(kubectl, "iris");
    }
  }

  /** A service with a transformer, to whose container more may be added. */
  private static String transformer(PythonEnvironment python) {
    return """
    apiVersion: serving.kserve.io/v1beta1
    kind: InferenceService
    metadata:
      name: iris
    spec:
      predictor:
        model:
          modelFormat:
            name: onnx
          storageUri: %s
      transformer:
        containers:
          - name: kserve-container
            image: example.com/kinds:1
            command: [%s, %s]
    """
        .formatted(
            Iris.model().toUri(),
            python.program(),
            Checkout.python().resolve("kserve_transformer.py"));
  }

  private Kubectl apply(SlipwayProcess server, String service)
      throws IOException, InterruptedException {
    Kubectl kubectl = new Kubectl(server.kubeconfig());
    Path file = Files.writeString(folder.resolve("service.yaml"), service);
    kubectl.output("apply", "-f", file.toString());
    return kubectl;
  }

  /** With its processes, which would outlive the server. */
  private static void delete(Kubectl kubectl, String service)
      throws IOException, InterruptedException {
    kubectl.output("delete", "isvc", service, "--timeout=55s");
    kubectl.output("wait", "--for=delete", "pod", "--all", "--timeout=55s");
  }
}
