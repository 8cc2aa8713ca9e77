// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.cli.testing.Http;
import io.slipway.cli.testing.Iris;
import io.slipway.cli.testing.Manifest;
import io.slipway.cli.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** KServe's batcher, as a service's file has it. */
class BatcherIT {
  private static final int BURST = 64;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void requestsOfBothProtocolsRunTogetherAndEachHasItsOwnAnswer() throws Exception {
    Path manifest = folder.resolve("batcher.yaml");
    Files.writeString(
        manifest,
        Manifest.onnx("iris", Iris.model().toString())
                .replace(
                    "  predictor:\n",
                    "  predictor:\n    batcher: {maxBatchSize: 8, maxLatency: 1, timeout: 60}\n")
            + "      args: [--workers=1, --inline-runs=0]\n");
    try (ServerProcess server = ServerProcess.start("up", "-f", manifest.toString());
        HttpClient client = HttpClient.newHttpClient()) {
      URI http = server.awaitReady().http();
      // Whether requests meet is up to the machine; that some of a burst do is certain enough.
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> {
            burst(client, http);
            return count(http, "execution_count") < count(http, "inference_count");
          });
      assertThat(count(http, "inference_count") % BURST).isZero();
    }
  }

  private static void burst(HttpClient client, URI http) throws IOException {
    String v1 = http + "/v1/models/iris:predict";
    String v2 = http + "/v2/models/iris/infer";
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < BURST; i++) {
      String flower = i % 4 < 2 ? "5.1, 3.5, 1.4, 0.2" : "6.7, 3.0, 5.2, 2.3";
      answers.add(
          i % 2 == 0
              ? post(client, v1, "{\"instances\": [[" + flower + "]]}")
              : post(client, v2, v2(flower)));
    }
    for (int i = 0; i < BURST; i++) {
      HttpResponse<String> answer = answers.get(i).join();
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      JsonNode body = JSON.readTree(answer.body());
      JsonNode label =
          i % 2 == 0
              ? body.at("/predictions/0/label")
              : body.path("outputs").path(0).path("data").path(0);
      assertThat(label.asInt(-1)).as(answer.body()).isEqualTo(i % 4 < 2 ? 0 : 2);
    }
  }

  private static String v2(String flower) {
    return """
    {"inputs": [{"name": "X", "shape": [1, 4], "datatype": "FP32", "data": [%s]}]}\
    """
        .formatted(flower);
  }

  private static CompletableFuture<HttpResponse<String>> post(
      HttpClient client, String uri, String body) {
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create(uri)).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private static long count(URI http, String name) throws IOException, InterruptedException {
    String statistics = Http.get(URI.create(http + "/v2/models/iris/stats")).body();
    return JSON.readTree(statistics).path("model_stats").path(0).path(name).asLong();
  }
}
