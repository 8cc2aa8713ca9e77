// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.cli.testing.Cli;
import io.slipway.cli.testing.CrashingEngine;
import io.slipway.cli.testing.Http;
import io.slipway.cli.testing.Iris;
import io.slipway.cli.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model whose engine ends the process takes the others with it once, and no more. */
@Timeout(180)
class CrashIsolationIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private Path data;

  @BeforeEach
  void data() throws IOException {
    data = Files.createDirectory(directory.resolve("data"));
  }

  @Test
  void aModelThatEndsTheProcessWhileItIsLoadedIsNotLoadedAgain() throws Exception {
    try (ServerProcess first = up()) {
      apply("iris", "onnx", Iris.model());
      awaitIris(first);
      apply("bad", "crash", model(0));
      assertCrashes(first);
    }

    assertOthersAnswerAndTheBadOneIsHeldBack("loading model bad");
  }

  @Test
  void aModelThatEndsTheProcessAtItsHundredthRequestIsNotLoadedAgain() throws Exception {
    try (ServerProcess first = up()) {
      apply("iris", "onnx", Iris.model());
      apply("bad", "crash", model(100));
      awaitIris(first);
      awaitReady("bad");
      for (int i = 1; i < 100; i++) {
        assertThat(askBad(first).statusCode()).as("request " + i).isEqualTo(200);
      }
      try {
        askBad(first);
      } catch (IOException _) {
        // what its client sees of it
      }
      assertCrashes(first);
    }

    assertOthersAnswerAndTheBadOneIsHeldBack("running model bad");
  }

  private void assertCrashes(ServerProcess server) throws Exception {
    server.awaitExit();
    assertThat(directory.resolve("crash-" + server.pid() + ".log"))
        .as("what the JVM writes when native code ends it")
        .isNotEmptyFile();
  }

  private void assertOthersAnswerAndTheBadOneIsHeldBack(String crash) throws Exception {
    for (int start = 1; start <= 2; start++) {
      try (ServerProcess next = up()) {
        awaitIris(next);
        await()
            .atMost(LIMIT)
            .untilAsserted(() ->
                assertThat(get("pods", "bad-predictor-00001-0", "-o", "json"))
                    .contains("CrashLoopBackOff", crash));
        await()
            .atMost(LIMIT)
            .untilAsserted(() ->
                assertThat(get("inferenceservices", "bad", "-o", "json"))
                    .contains("RevisionFailed"));
        awaitIris(next);
        assertThat(next.stop()).isZero();
      }
    }
  }

  private ServerProcess up() throws Exception {
    return ServerProcess.start(
            System.getProperty("java.class.path"),
            CrashingEngine.environment(directory),
            List.of("up", "--data", data.toString()))
        .awaitReady();
  }

  private Path model(int fatalRun) throws IOException {
    return Files.writeString(directory.resolve("model.crash"), String.valueOf(fatalRun));
  }

  private void apply(String name, String format, Path model) throws IOException {
    String service =
        """
        apiVersion: serving.kserve.io/v1alpha1
        kind: ServingRuntime
        metadata:
          name: crashing
          namespace: default
        spec:
          supportedModelFormats:
            - name: crash
              autoSelect: true
          containers:
            - name: kserve-container
              image: slipway/model-server
              args: ["--model_name={{.Name}}", "--model_dir=/mnt/models"]
        ---
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata:
          name: %s
          namespace: default
        spec:
          predictor:
            model:
              modelFormat:
                name: %s
              storageUri: %s
        """
            .formatted(name, format, model.toUri());
    Path file = Files.writeString(directory.resolve(name + ".yaml"), service);
    Cli.Result applied = slipway("apply", "-f", file.toString());
    assertThat(applied.exitCode()).as(applied.err()).isZero();
  }

  private void awaitIris(ServerProcess server) {
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(() -> Iris.assertAnswers(server.http(), "iris"));
  }

  private void awaitReady(String service) {
    Cli.Result ready =
        slipway("wait", "--for=condition=Ready", "inferenceservice/" + service, "--timeout=60s");
    assertThat(ready.exitCode()).as(ready.err()).isZero();
  }

  private static HttpResponse<String> askBad(ServerProcess server) throws Exception {
    return Http.post(
        URI.create(server.http() + "/v2/models/bad/infer"),
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1.5]}]}");
  }

  private String get(String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "get";
    System.arraycopy(words, 0, all, 1, words.length);
    return slipway(all).out();
  }

  private Cli.Result slipway(String... words) {
    String[] all = new String[words.length + 2];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = "--kubeconfig";
    all[words.length + 1] = data.resolve("kubeconfig").toString();
    return Cli.run(all);
  }
}
