// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.DynamicMessage;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.testing.Protos;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.transport.codec.grpc.InferenceMethod;
import io.slipway.transport.grpc.GrpcClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The statistics extension over HTTP and gRPC, and the metrics that are made of the same. */
class StatisticsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RunningServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server = new RunningServer(directory, SecurityConfig.OPEN);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void infer(int batch) throws Exception {
    String body =
        """
        {"inputs": [{"name": "a", "shape": [%d, 2], "datatype": "FP32", "data": %s},
                    {"name": "b", "shape": [1], "datatype": "INT64", "data": [3]}]}\
        """
            .formatted(batch, numbers(2 * batch));
    assertThat(server.post("/v2/models/m/infer", body).statusCode()).isEqualTo(200);
  }

  private static String numbers(int count) {
    return "[" + "1,".repeat(count - 1) + "1]";
  }

  private JsonNode stats(String path) throws Exception {
    HttpResponse<String> answer = server.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).get("model_stats");
  }

  @Test
  void countsRequestsItemsAndBatches() throws Exception {
    long before = System.currentTimeMillis();
    infer(1);
    infer(3);
    infer(3);
    JsonNode model = stats("/v2/models/m/stats").get(0);
    assertThat(model.get("name").asText()).isEqualTo("m");
    assertThat(model.get("version").asText()).isEqualTo("1");
    assertThat(model.get("inference_count").asLong()).isEqualTo(7);
    assertThat(model.get("execution_count").asLong()).isEqualTo(3);
    assertThat(model.get("last_inference").asLong())
        .isBetween(before - 1, System.currentTimeMillis() + 1);
    JsonNode times = model.get("inference_stats");
    for (String part : new String[] {"success", "queue", "compute_input", "compute_infer"}) {
      assertThat(times.get(part).get("count").asLong()).as(part).isEqualTo(3);
    }
    assertThat(times.get("compute_infer").get("ns").asLong()).isPositive();
    assertThat(times.get("success").get("ns").asLong())
        .isGreaterThanOrEqualTo(times.get("compute_infer").get("ns").asLong());
    for (String none : new String[] {"fail", "cache_hit", "cache_miss"}) {
      assertThat(times.get(none).toString()).isEqualTo("{\"count\":0,\"ns\":0}");
    }
    JsonNode batches = model.get("batch_stats");
    assertThat(batches).hasSize(2);
    assertThat(batches.get(1).get("batch_size").asLong()).isEqualTo(3);
    assertThat(batches.get(1).get("compute_infer").get("count").asLong()).isEqualTo(2);
    assertThat(batches.get(1).get("compute_output").get("ns").asLong()).isPositive();
  }

  @Test
  void hasModelsAllTogetherAndOneByOne() throws Exception {
    assertThat(stats("/v2/models/stats").findValuesAsText("name")).containsExactly("m", "n");
    assertThat(stats("/v2/models/n/versions/1/stats").findValuesAsText("name"))
        .containsExactly("n");
    assertThat(server.get("/v2/models/o/stats").statusCode()).isEqualTo(404);
    assertThat(server.get("/v2/models/m/versions/2/stats").statusCode()).isEqualTo(404);
    assertThat(server.post("/v2/models/stats", "").statusCode()).isEqualTo(405);
  }

  @Test
  void countsFailuresByWhatTheyWere() throws Exception {
    assertThat(server.post("/v2/models/m/infer", "{\"inputs\": []}").statusCode()).isEqualTo(400);
    server
        .model(0)
        .onRun(() -> {
          throw new IllegalStateException("on fire");
        });
    assertThat(server.infer("m").statusCode()).isEqualTo(500);
    assertThat(stats("/v2/models/m/stats").get(0).at("/inference_stats/fail/count").asLong())
        .isEqualTo(2);
    String metrics = server.get("/metrics").body();
    String labels = "{model=\"m\",namespace=\"default\",version=\"1\",reason=\"%s\"} ";
    assertThat(metrics)
        .contains("nv_inference_request_failure" + labels.formatted("BACKEND") + "1\n")
        .contains("nv_inference_request_failure" + labels.formatted("OTHER") + "1\n")
        .contains("nv_inference_request_failure" + labels.formatted("REJECTED") + "0\n");
  }

  @Test
  void tellsTheSameOverGrpc() throws Exception {
    infer(2);
    try (GrpcClient client = server.grpc()) {
      assertThat(statistics(client, "").toString()).contains("name: \"m\"").contains("\"n\"");
      DynamicMessage model = statistics(client, "name: 'm'");
      assertThat(model.toString())
          .contains("inference_count: 2")
          .contains("execution_count: 1")
          .contains("batch_size: 2")
          .contains("last_inference: ");
      Iterator<JsonNode> fields =
          stats("/v2/models/m/stats").get(0).get("inference_stats").elements();
      assertThat(model.toString()).contains("ns: " + fields.next().get("ns").asLong());
    }
  }

  private static DynamicMessage statistics(GrpcClient client, String request) {
    return Protos.parse(
        "inference.ModelStatisticsResponse",
        client.call(
            InferenceMethod.MODEL_STATISTICS.path(),
            Map.of(),
            Protos.message("inference.ModelStatisticsRequest", request).toByteArray(),
            Duration.ofSeconds(20)));
  }

  @Test
  void isReadByPrometheus() throws Exception {
    infer(5);
    await() // the time of writing an answer is counted behind it
        .untilAsserted(() ->
            assertThat(server.get("/metrics").body())
                .contains("nv_inference_count{model=\"m\",namespace=\"default\",version=\"1\"} 5\n")
                .contains(
                    "nv_inference_exec_count{model=\"m\",namespace=\"default\",version=\"1\"} 1")
                .contains("request_predict_seconds_count{model_name=\"m\"} 1\n")
                .contains("request_predict_seconds_bucket{model_name=\"m\",le=\"10\"} 1\n")
                .contains("request_predict_seconds_bucket{model_name=\"m\",le=\"0.0001\"} ")
                .contains("request_postprocess_seconds_count{model_name=\"m\"} 1\n"));
  }
}
