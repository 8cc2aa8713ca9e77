// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.cli.testing.Http;
import io.slipway.cli.testing.Iris;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One service, and models that come to it and go, wherever its server runs. */
@Tag("conformance")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TrainedModelIT {
  private static final String SERVICE =
      """
      apiVersion: serving.kserve.io/v1beta1
      kind: InferenceService
      metadata: {name: several}
      spec: {predictor: {onnx: {}}}
      """;

  @TempDir private Path folder;

  @Test
  void modelsComeToAServiceAndGo() throws Exception {
    try (SlipwayProcess server = SlipwayProcess.up()) {
      Kubectl kubectl = new Kubectl(server.kubeconfig());
      apply(kubectl, model("early", Iris.model().toUri().toString()));
      kubectl.output("wait", "--for=jsonpath={.status.observedGeneration}=1", "tm/early");
      assertThat(kubectl.output("describe", "tm", "early"))
          .contains("InferenceServiceNotReady", "there is no such service");

      apply(kubectl, SERVICE);
      kubectl.output("wait", "--for=condition=Ready", "tm/early", "--timeout=50s");
      apply(kubectl, model("late", Iris.model().toUri().toString()));
      apply(kubectl, model("broken", "file:///nowhere/model.onnx"));
      kubectl.output("wait", "--for=condition=Ready", "tm/late", "--timeout=50s");
      kubectl.output("wait", "--for=condition=Ready=False", "tm/broken", "--timeout=50s");

      String service = kubectl.output("get", "isvc", "several", "-o", "jsonpath={.status.url}");
      Iris.assertAnswers(URI.create(service), "early");
      Iris.assertAnswers(URI.create(service), "late");
      assertThat(kubectl.output("get", "tm"))
          .containsPattern("late +" + service + "/v1/models/late:predict +True")
          .containsPattern("broken .*False");
      assertThat(kubectl.output("describe", "tm", "broken"))
          .contains("ModelLoadFailed", "/nowhere/model.onnx");

      String early = "model=\"early\",namespace=\"default\",service=\"several\"";
      assertThat(scrape(server))
          .containsPattern("nv_inference_request_success\\{" + early + ",version=\"\\w+\"} 1\n")
          .contains("slipway_model_state{" + early);

      kubectl.output("delete", "tm", "early", "--timeout=50s");
      await()
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> status(service + "/v2/models/early/ready") == 404);
      await().until(() -> !scrape(server).contains("early"));
      Iris.assertAnswers(URI.create(service), "late");
      kubectl.output("delete", "isvc", "several", "--timeout=50s");
      kubectl.output("wait", "--for=condition=Ready=False", "tm/late", "--timeout=50s");
    }
  }

  /** A model may have the name of a service that is somebody else's. */
  @Test
  void whoMayUseTheServiceMayUseItsModels() throws Exception {
    String owner = "the-token-of-the-owner";
    String neighbour = "the-token-of-the-neighbour";
    Path tokens =
        Files.writeString(
            folder.resolve("tokens"),
            "owner %s services=several\nneighbour %s services=other\n".formatted(owner, neighbour));
    Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));
    try (SlipwayProcess server = SlipwayProcess.up(List.of("--tokens", tokens.toString()))) {
      Kubectl kubectl = new Kubectl(server.kubeconfig());
      apply(kubectl, SERVICE);
      apply(kubectl, model("other", Iris.model().toUri().toString()));
      kubectl.output("wait", "--for=condition=Ready", "tm/other", "--timeout=55s");
      String service = kubectl.output("get", "isvc", "several", "-o", "jsonpath={.status.url}");
      URI model = URI.create(service + "/v2/models/other");

      assertThat(Http.get(model, owner).statusCode()).isEqualTo(200);
      HttpResponse<String> refusal = Http.get(model, neighbour);
      assertThat(refusal.statusCode()).isEqualTo(403);
      assertThat(refusal.body()).contains("of service 'default/several'");
    }
  }

  @Test
  void modelsComeToAServerThatIsAProcessAndOutliveIt() throws Exception {
    String isolated =
        SERVICE.replace(
            "name: several", "name: several, annotations: {slipway.io/isolation: process}");
    Path noModel = Files.writeString(folder.resolve("model.onnx"), "this is no model");
    try (SlipwayProcess server = SlipwayProcess.up()) {
      Kubectl kubectl = new Kubectl(server.kubeconfig());
      apply(kubectl, model("early", Iris.model().toUri().toString()));
      apply(kubectl, isolated);
      kubectl.output("wait", "--for=condition=Ready", "tm/early", "--timeout=55s");
      apply(kubectl, model("late", Iris.model().toUri().toString()));
      apply(kubectl, model("broken", noModel.toUri().toString()));
      kubectl.output("wait", "--for=condition=Ready", "tm/late", "--timeout=55s");
      kubectl.output("wait", "--for=condition=Ready=False", "tm/broken", "--timeout=55s");
      assertThat(kubectl.output("describe", "tm", "broken"))
          .contains("ModelLoadFailed", "POST /v2/repository/models/broken/load: 400");
      String service = kubectl.output("get", "isvc", "several", "-o", "jsonpath={.status.url}");
      Iris.assertAnswers(URI.create(service), "early");
      Iris.assertAnswers(URI.create(service), "late");
      assertThat(kubectl.output("logs", "several-predictor-00001-0", "-c", "agent"))
          .contains("model early: loaded", "model late: loaded");

      kill(server);
      Set<Integer> seen = new TreeSet<>();
      await()
          .atMost(50, TimeUnit.SECONDS)
          .until(() -> {
            seen.add(status(service + "/v2/models/early/ready"));
            return seen.contains(503) && status(service + "/v2/models/late/ready") == 200;
          });
      assertThat(seen).doesNotContain(404); // no server gets requests without its models
      Iris.assertAnswers(URI.create(service), "early");

      kubectl.output("delete", "tm", "early", "--timeout=55s");
      await()
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> status(service + "/v2/models/early/ready") == 404);
      Iris.assertAnswers(URI.create(service), "late");
      delete(kubectl);
    }
  }

  @Test
  void modelsComeToAServerOfTheKservePackage() throws Exception {
    PythonEnvironment python = PythonEnvironment.open();
    String runtime =
        """
        apiVersion: serving.kserve.io/v1alpha1
        kind: ServingRuntime
        metadata: {name: factors}
        spec:
          multiModel: true
          supportedModelFormats: [{name: factor, version: "1", autoSelect: true}]
          protocolVersions: [v2]
          containers:
            - name: kserve-container
              image: example.com/factors:1
              command: ["%s", "%s"]
              args: [--http_port, $(PORT), --grpc_port, $(GRPC_PORT)]
        """
            .formatted(python.program(), Checkout.python().resolve("kserve_repository.py"));
    String service =
        """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: {name: several}
        spec:
          predictor:
            model: {modelFormat: {name: factor}, protocolVersion: v2}
        """;
    try (SlipwayProcess server = SlipwayProcess.up()) {
      Kubectl kubectl = new Kubectl(server.kubeconfig());
      apply(kubectl, runtime);
      apply(kubectl, factor("three", "3"));
      apply(kubectl, factor("word", "word"));
      apply(kubectl, service);
      kubectl.output("wait", "--for=condition=Ready", "tm/three", "--timeout=55s");
      kubectl.output("wait", "--for=condition=Ready=False", "tm/word", "--timeout=55s");
      apply(kubectl, factor("five", "5"));
      kubectl.output("wait", "--for=condition=Ready", "tm/five", "--timeout=55s");

      String url = kubectl.output("get", "tm", "three", "-o", "jsonpath={.status.url}");
      assertThat(url).endsWith("/serving/default/several/v2/models/three/infer");
      assertThat(product(url)).isEqualTo("[3.0,6.0]");
      assertThat(product(url.replace("/three/", "/five/"))).isEqualTo("[5.0,10.0]");
      assertThat(kubectl.output("describe", "tm", "word"))
          .contains("POST /v2/repository/models/word/load: 503", "could not convert string");

      kubectl.output("delete", "tm", "three", "--timeout=55s");
      await().atMost(20, TimeUnit.SECONDS).until(() -> post(url).statusCode() == 404);
      assertThat(product(url.replace("/three/", "/five/"))).isEqualTo("[5.0,10.0]");
      delete(kubectl);
    }
  }

  private String factor(String name, String factor) throws Exception {
    Path model = Files.createDirectories(folder.resolve(name)).resolve("factor.txt");
    Files.writeString(model, factor);
    return model(name, model.toUri().toString()).replace("framework: onnx", "framework: factor");
  }

  private static HttpResponse<String> post(String url) throws Exception {
    return Http.post(
        URI.create(url),
        "{\"id\":\"1\",\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"FP32\",\"data\":[1,2]}]}");
  }

  private static String product(String url) throws Exception {
    HttpResponse<String> answer = post(url);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body()).at("/outputs/0/data").toString();
  }

  private static String scrape(SlipwayProcess server) throws Exception {
    return Http.get(server.http().resolve("/metrics")).body();
  }

  /** The model server that is a process of its own. */
  private static void kill(SlipwayProcess server) throws Exception {
    for (ProcessHandle each : server.processes()) {
      Path commandLine = Path.of("/proc", String.valueOf(each.pid()), "cmdline");
      if (Files.readString(commandLine).contains("--model-control-mode")) {
        assertThat(each.destroyForcibly()).isTrue();
        return;
      }
    }
    throw new AssertionError("there is no model server");
  }

  private static void delete(Kubectl kubectl) throws Exception {
    kubectl.output("delete", "isvc", "several", "--timeout=55s");
    kubectl.output("wait", "--for=delete", "pod", "--all", "--timeout=55s");
  }

  private static int status(String url) throws Exception {
    return Http.get(URI.create(url)).statusCode();
  }

  private void apply(Kubectl kubectl, String object) throws Exception {
    Path manifest = Files.writeString(folder.resolve("object.yaml"), object);
    kubectl.output("apply", "-f", manifest.toString());
  }

  private static String model(String name, String uri) {
    return """
    apiVersion: serving.kserve.io/v1alpha1
    kind: TrainedModel
    metadata: {name: %s}
    spec:
      inferenceService: several
      model: {framework: onnx, memory: 256Mi, storageUri: "%s"}
    """
        .formatted(name, uri);
  }
}
