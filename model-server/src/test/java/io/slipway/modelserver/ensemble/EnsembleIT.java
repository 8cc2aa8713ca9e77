// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelState;
import io.slipway.modelserver.testing.OnnxServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ensemble of ONNX models, asked over sockets. */
class EnsembleIT {
  /** (A + B) - (A - B) is 2B, and (A + B) + (A - B) is 2A. */
  private static final String CONFIG =
      """
      platform: "ensemble"
      max_batch_size: 8
      input [ { name: "A" data_type: TYPE_FP32 dims: 4 },
              { name: "B" data_type: TYPE_FP32 dims: 4 } ]
      output [ { name: "TWICE_A" data_type: TYPE_FP32 dims: 4 },
               { name: "TWICE_B" data_type: TYPE_FP32 dims: 4 },
               { name: "SUM" data_type: TYPE_FP32 dims: 4 } ]
      ensemble_scheduling {
        step { model_name: "inner" model_version: -1
               input_map { key: "a" value: "SUM" } input_map { key: "b" value: "DIFFERENCE" }
               output_map { key: "sum" value: "TWICE_A" }
               output_map { key: "difference" value: "TWICE_B" } }
        step { model_name: "outer" model_version: 1
               input_map { key: "a" value: "A" } input_map { key: "b" value: "B" }
               output_map { key: "sum" value: "SUM" }
               output_map { key: "difference" value: "DIFFERENCE" } }
      }
      """;

  private static final String BATCHES = "max_batch_size: 8";

  @TempDir private Path folder;
  private OnnxServer server;

  @SuppressWarnings("NullAway.Init") // set before each test
  EnsembleIT() {}

  @BeforeEach
  void start() throws IOException {
    server = new OnnxServer(folder);
    server.load("outer", "add_sub", BATCHES);
    server.load("inner", "add_sub", BATCHES);
    assertThat(server.loadEnsemble("e", CONFIG).reason()).isEmpty();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String request(int a, String outputs) {
    return """
    {"id": "x%d", "inputs": [
      {"name": "A", "shape": [2, 4], "datatype": "FP32", "data": [%d, 2, 3, 4, 5, 6, 7, 8]},
      {"name": "B", "shape": [2, 4], "datatype": "FP32", "data": [1, 1, 1, 1, 2, 2, 2, 2]}],
     "outputs": [%s]}
    """
        .formatted(a, a, outputs);
  }

  private static List<Integer> data(JsonNode answer, int output) {
    List<Integer> data = new ArrayList<>();
    answer.at("/outputs/" + output + "/data").forEach(each -> data.add(each.asInt()));
    return data;
  }

  private JsonNode statistics(String model) throws Exception {
    return server.get("/v2/models/" + model + "/stats").at("/model_stats/0");
  }

  @Test
  void answersWhatItsModelsMakeTogether() throws Exception {
    JsonNode answer = OnnxServer.json(server.post("/v2/models/e/infer", request(1, "")).body());

    assertThat(answer.at("/model_name").asText()).isEqualTo("e");
    assertThat(answer.at("/id").asText()).isEqualTo("x1");
    assertThat(answer.findValuesAsText("name")).containsExactly("TWICE_A", "TWICE_B", "SUM");
    assertThat(data(answer, 0)).containsExactly(2, 4, 6, 8, 10, 12, 14, 16);
    assertThat(data(answer, 1)).containsExactly(2, 2, 2, 2, 4, 4, 4, 4);
    assertThat(data(answer, 2)).containsExactly(2, 3, 4, 5, 7, 8, 9, 10);
  }

  @Test
  void runsOnlyWhatIsAskedFor() throws Exception {
    JsonNode answer =
        OnnxServer.json(
            server.post("/v2/models/e/infer", request(1, "{\"name\": \"SUM\"}")).body());

    assertThat(data(answer, 0)).containsExactly(2, 3, 4, 5, 7, 8, 9, 10);
    assertThat(statistics("outer").at("/execution_count").asLong()).isEqualTo(1);
    assertThat(statistics("inner").at("/execution_count").asLong()).isZero();
  }

  @Test
  void manyAtOnceHaveTheirOwnAnswers() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      answers.add(server.postLater("/v2/models/e/infer", request(i, "")));
    }
    for (int i = 0; i < answers.size(); i++) {
      JsonNode answer = OnnxServer.json(answers.get(i).join().body());
      assertThat(answer.at("/id").asText()).isEqualTo("x" + i);
      assertThat(data(answer, 0).getFirst()).isEqualTo(2 * i);
    }
    assertThat(statistics("e").at("/inference_stats/success/count").asLong()).isEqualTo(200);
    assertThat(statistics("inner").at("/inference_stats/success/count").asLong()).isEqualTo(200);
  }

  @Test
  void describesItself() throws Exception {
    JsonNode metadata = server.get("/v2/models/e");

    assertThat(metadata.at("/platform").asText()).isEqualTo("ensemble");
    assertThat(metadata.at("/inputs/0/name").asText()).isEqualTo("A");
    assertThat(metadata.at("/inputs/0/shape")).hasToString("[-1,4]");
    assertThat(
            server.get("/v2/models/e/config").at("/ensemble_scheduling/step/1/model_name").asText())
        .isEqualTo("outer");
  }

  @Test
  void statisticsTellItsBatches() throws Exception {
    server.post("/v2/models/e/infer", request(1, ""));
    JsonNode statistics = statistics("e");

    assertThat(statistics.at("/inference_count").asLong()).isEqualTo(2);
    assertThat(statistics.at("/execution_count").asLong()).isEqualTo(1);
    assertThat(statistics.at("/batch_stats/0/batch_size").asLong()).isEqualTo(2);
  }

  @Test
  void aModelThatWentAwayIsNamed() throws Exception {
    server.repository().unload(new ModelId("inner", "1"));
    HttpResponse<String> answer = server.post("/v2/models/e/infer", request(1, ""));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("ensemble 'e/1', step 0 (inner): model 'inner' not found");
  }

  @Test
  void aModelThatDoesNotFitFailsTheLoad() throws Exception {
    server.load("small", "add_sub", "max_batch_size: 2");
    assertThat(server.loadEnsemble("bad", CONFIG.replace("\"inner\"", "\"small\"")))
        .satisfies(status -> {
          assertThat(status.state()).isEqualTo(ModelState.FAILED);
          assertThat(status.reason())
              .isEqualTo(
                  "step 0 (small): the ensemble's max_batch_size is 8, and the model's 2"
                      + " (expected: at least as large)");
        });
  }
}
