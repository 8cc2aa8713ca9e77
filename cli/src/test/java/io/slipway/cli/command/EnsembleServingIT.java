// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.cli.testing.Http;
import io.slipway.cli.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ensembles, and answers that are cached, under a running server. */
class EnsembleServingIT {
  private static final Path MODELS = Path.of("../runtimes/onnx/src/test/models");

  /** Of a model from this repository's tests and an example: the class of a sum. */
  private static final String ENSEMBLE =
      """
      platform: "ensemble"
      input [ { name: "A" data_type: TYPE_FP32 dims: [ -1, 4 ] },
              { name: "B" data_type: TYPE_FP32 dims: [ -1, 4 ] } ]
      output { name: "CLASS" data_type: TYPE_INT64 dims: -1 }
      response_cache { enable: true }
      ensemble_scheduling {
        step { model_name: "add" model_version: -1
               input_map { key: "a" value: "A" } input_map { key: "b" value: "B" }
               output_map { key: "sum" value: "SUM" } }
        step { model_name: "iris" model_version: -1
               input_map { key: "X" value: "SUM" }
               output_map { key: "label" value: "CLASS" } }
      }
      """;

  private static final String REQUEST =
      """
      {"inputs": [
        {"name": "A", "shape": [2, 4], "datatype": "FP32", "data": [5.1, 3.5, 1.4, 0.2, 6, 3, 5, 1]},
        {"name": "B", "shape": [2, 4], "datatype": "FP32", "data": [0, 0, 0, 0, 0.3, 0.3, 1, 1.5]}]}
      """;

  private final ObjectMapper json = new ObjectMapper();

  @TempDir private Path folder;

  @BeforeEach
  void place() throws IOException {
    Path add = Files.createDirectories(folder.resolve("add/1"));
    Files.copy(MODELS.resolve("add_sub.onnx"), add.resolve("model.onnx"));
    Path iris = Files.createDirectories(folder.resolve("iris/1"));
    Files.copy(Path.of("../examples/iris/model.onnx"), iris.resolve("model.onnx"));
    Files.createDirectories(folder.resolve("a-class"));
    Files.writeString(folder.resolve("a-class/config.pbtxt"), ENSEMBLE);
  }

  private JsonNode ask(ServerProcess server) throws Exception {
    URI uri = URI.create(server.http() + "/v2/models/a-class/infer");
    return json.readTree(Http.post(uri, REQUEST).body());
  }

  private JsonNode statistics(ServerProcess server, String model) throws Exception {
    URI uri = URI.create(server.http() + "/v2/models/" + model + "/stats");
    return json.readTree(Http.get(uri).body()).at("/model_stats/0");
  }

  @Test
  void aRepositoryLoadsItsModelsFirst() throws Exception {
    try (ServerProcess server =
        ServerProcess.start("serve", "--model-repository", folder.toString())) {
      server.awaitReady();

      assertThat(ask(server).at("/outputs/0/data")).hasToString("[0,2]");
    }
  }

  @Test
  void servicesAreLoadedWhateverTheirOrder() throws Exception {
    try (ServerProcess server =
        ServerProcess.start(
            "serve",
            "a-class=" + folder.resolve("a-class"),
            "iris=" + folder.resolve("iris"),
            "add=" + folder.resolve("add"))) {
      server.awaitReady();

      assertThat(server.printed()).noneMatch(line -> line.contains("failed"));
      assertThat(ask(server).at("/outputs/0/data")).hasToString("[0,2]");
    }
  }

  @Test
  void anAnswerOfTheWholeIsCached() throws Exception {
    try (ServerProcess server =
        ServerProcess.start(
            "serve",
            "--model-repository",
            folder.toString(),
            "--response-cache-byte-size",
            "1048576")) {
      server.awaitReady();
      JsonNode first = ask(server);

      assertThat(ask(server)).isEqualTo(first);
      assertThat(statistics(server, "iris").at("/execution_count").asLong()).isEqualTo(1);
      assertThat(statistics(server, "a-class").at("/inference_stats/cache_hit/count").asLong())
          .isEqualTo(1);
    }
  }

  @Test
  void aServerWithoutACacheSaysSoAndServes() throws Exception {
    try (ServerProcess server =
        ServerProcess.start("serve", "--model-repository", folder.toString())) {
      server.awaitReady();
      ask(server);
      ask(server);

      assertThat(statistics(server, "iris").at("/execution_count").asLong()).isEqualTo(2);
      assertThat(server.stderr()).contains("model a-class/1: response_cache has no effect");
    }
  }
}
