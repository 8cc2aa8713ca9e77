// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.testing.Cli;
import io.slipway.cli.testing.Http;
import io.slipway.cli.testing.Iris;
import io.slipway.cli.testing.Manifest;
import io.slipway.cli.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code up -f} as a process: what it serves, what it prints and how it ends. */
class UpIT {
  @TempDir private Path folder;

  @Test
  void servesEveryDocumentOfEveryFileAndDirectory() throws Exception {
    Path two =
        write(
            "two.yaml",
            Manifest.onnx("first", Iris.model().toString())
                + "---\n"
                + Manifest.onnx("second", "model.onnx")
                    .replace("name: second", "name: second\n  namespace: lab"));
    Files.copy(Iris.model(), folder.resolve("model.onnx"));
    Files.createDirectory(folder.resolve("more"));
    write("more/third.yml", Manifest.onnx("third", "../model.onnx"));
    write("more/notes.txt", "no manifest");
    try (ServerProcess server =
        ServerProcess.start(
            "up", "-f", two.toString(), "--filename", folder.resolve("more").toString())) {
      URI http = server.awaitReady().http();

      assertThat(server.printed())
          .containsExactly(
              "http: " + http,
              "grpc: " + server.after("grpc: "),
              "api: " + server.after("api: "),
              "service default/first: " + http + "/serving/default/first",
              "service lab/second: " + http + "/serving/lab/second",
              "service default/third: " + http + "/serving/default/third",
              "ready");
      Iris.assertAnswers(http, "first");
      Iris.assertAnswers(URI.create(server.after("service lab/second: ")), "second");
      Iris.assertAnswers(http, "third");
      assertThat(Http.get(URI.create(http + "/v2/models/second")).statusCode())
          .as("a service of another namespace, asked for in the default one")
          .isEqualTo(404);
      assertThat(status(http, "/v2/health/ready")).isEqualTo(200);
      assertThat(server.stop()).isZero();
    }
  }

  @Test
  void aServiceSaysHowItsModelRuns() throws Exception {
    String settings =
        """
          annotations:
            slipway.io/model-config: |
              max_batch_size: 2
              instance_group { count: 3 }
        """;
    Path manifest =
        write(
            "configured.yaml",
            Manifest.onnx("iris", Iris.model().toString())
                .replace("  name: iris\n", "  name: iris\n" + settings));
    try (ServerProcess server = ServerProcess.start("up", "-f", manifest.toString())) {
      URI http = server.awaitReady().http();

      assertThat(Http.get(URI.create(http + "/v2/models/iris/config")).body())
          .contains("\"max_batch_size\":2");
      assertThat(
              Http.post(
                      URI.create(http + "/v1/models/iris:predict"),
                      "{\"instances\":[[1,2,3,4],[1,2,3,4],[1,2,3,4]]}")
                  .body())
          .contains("expected: at most 2, its max_batch_size");
    }
  }

  @Test
  void faultsInTheSettingsOfModelsAreToldWithTheirPlaces() throws Exception {
    Path manifest =
        write(
            "faults.yaml",
            """
            apiVersion: serving.kserve.io/v1beta1
            kind: InferenceService
            metadata:
              name: iris
              annotations:
                slipway.io/model-config: "max_batch_sizes: 2"
            spec:
              predictor:
                model:
                  modelFormat:
                    name: onnx
                  storageUri: model.onnx
                  args: [--http_port=80]
            """);

    Cli.Result result = Cli.run("up", "-f", manifest.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .contains(
            "faults.yaml:1:1: metadata.annotations: slipway.io/model-config:1:1: ",
            "max_batch_sizes",
            "spec.predictor.model.args: Unrecognized option: --http-port (expected: --workers,");
  }

  @Test
  void aModelThatDoesNotLoadIsReportedAndTheOthersServe() throws Exception {
    Path corrupt = write("corrupt.onnx", "this is no model");
    Path missing = folder.resolve("missing.onnx");
    Path manifest =
        write(
            "all.yaml",
            String.join(
                "---\n",
                Manifest.onnx("corrupt", "corrupt.onnx"),
                Manifest.onnx("good", Iris.model().toString()),
                Manifest.onnx("missing", "missing.onnx")));
    try (ServerProcess server = ServerProcess.start("up", "-f", manifest.toString())) {
      URI http = server.awaitReady().http();

      assertThat(server.after("service default/corrupt: failed: ")).contains(corrupt.toString());
      assertThat(server.after("service default/missing: failed: "))
          .contains(missing.toString(), "does not exist");
      assertThat(server.stderr())
          .contains("model corrupt/1: LOADING -> FAILED: ", "model good/1: LOADING -> READY");
      Iris.assertAnswers(http, "good");
      assertThat(Http.post(URI.create(http + "/v1/models/corrupt:predict"), Iris.request()))
          .satisfies(answer -> {
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body())
                .startsWith("{\"error\":")
                .contains("corrupt", "not ready", corrupt.toString());
          });
      assertThat(status(http, "/readyz")).as("the process").isEqualTo(200);
      assertThat(status(http, "/v2/health/live")).isEqualTo(200);
      assertThat(status(http, "/v2/health/ready")).as("all its models").isEqualTo(503);
      assertThat(status(http, "/v2/models/good/ready")).isEqualTo(200);
      assertThat(status(http, "/v2/models/corrupt/ready")).isEqualTo(503);
      assertThat(status(http, "/v1/models/missing")).isEqualTo(503);
      assertThat(status(http, "/serving/default/good/v2/health/ready")).isEqualTo(200);
      assertThat(status(http, "/serving/default/missing/v2/health/ready")).isEqualTo(503);
      assertThat(server.stop()).isZero();
    }
  }

  @Test
  void withoutOneModelThatLoadsItStaysAndSaysSo() throws Exception {
    Path manifest = write("only.yaml", Manifest.onnx("missing", "missing.onnx"));
    try (ServerProcess server = ServerProcess.start("up", "-f", manifest.toString())) {
      URI http = server.awaitReady().http();

      assertThat(server.after("service default/missing: ")).startsWith("failed: ");
      assertThat(status(http, "/livez")).isEqualTo(200);
      assertThat(status(http, "/v2/health/ready")).isEqualTo(503);
      assertThat(server.stop()).isZero();
    }
  }

  @Test
  void serveGoesOnWithTheModelsThatLoad() throws Exception {
    try (ServerProcess server =
        ServerProcess.start(
            "serve", "good=" + Iris.model(), "missing=" + folder.resolve("missing.onnx"))) {
      URI http = server.awaitReady().http();

      Iris.assertAnswers(http, "good");
      assertThat(server.after("service default/missing: failed: "))
          .isEqualTo("model file not found: " + folder.resolve("missing.onnx"));
      assertThat(server.stop()).isZero();
    }
  }

  @Test
  void aMalformedFileEndsItBeforeItListens() throws Exception {
    Path broken = write("broken.yaml", "kind: [\n");
    try (ServerProcess server = ServerProcess.start("up", "-f", broken.toString())) {
      assertThat(server.awaitExit()).isEqualTo(1);
      assertThat(server.printed()).isEmpty();
      assertThat(server.stderr().lines().toList())
          .isEqualTo(List.of(server.stderr().strip()))
          .first()
          .asString()
          .startsWith("slipway: " + broken + ":");
    }
  }

  private static int status(URI http, String path) throws IOException, InterruptedException {
    return Http.get(URI.create(http + path)).statusCode();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
