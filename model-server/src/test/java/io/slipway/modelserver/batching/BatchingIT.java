// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.batching;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.slipway.api.model.ModelState;
import io.slipway.api.model.ModelStatus;
import io.slipway.modelserver.execution.Batching;
import io.slipway.modelserver.testing.OnnxServer;
import io.slipway.modelserver.testing.Protos;
import io.slipway.modelserver.testing.StreamCall;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers of all protocols whose requests run together, each with their own answer. */
class BatchingIT {
  private static final String BATCHING = "max_batch_size: 8 dynamic_batching { }";

  @TempDir private Path folder;
  private Together together;

  @SuppressWarnings("NullAway.Init") // set before each test
  BatchingIT() {}

  @BeforeEach
  void start() throws IOException {
    together = new Together(folder);
  }

  @AfterEach
  void stop() {
    together.close();
  }

  private CompletableFuture<HttpResponse<String>> v1(float x) {
    String body = "{\"instances\": [{\"x\": [%s], \"index\": 1}]}".formatted(x);
    return together.server.postLater("/v1/models/m:predict", body);
  }

  private CompletableFuture<HttpResponse<byte[]>> binary(float x) {
    String json =
        """
        {"inputs": [{"name": "x", "shape": [1, 1], "datatype": "FP32",
                     "parameters": {"binary_data_size": 4}},
                    {"name": "index", "shape": [1], "datatype": "INT64", "data": [2]}],
         "outputs": [{"name": "doubled", "parameters": {"binary_data": true}},
                     {"name": "picked"}, {"name": "rows"}, {"name": "width"}]}\
        """;
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    byte[] body =
        ByteBuffer.allocate(header.length + Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(header)
            .putFloat(x)
            .array();
    return together.server.postLater(
        "/v2/models/m/infer",
        body,
        BodyHandlers.ofByteArray(),
        "Inference-Header-Content-Length",
        Integer.toString(header.length));
  }

  private static StreamCall grpc(ManagedChannel channel, float x, long index) {
    return new StreamCall(channel, "inference.GRPCInferenceService/ModelInfer", CallOptions.DEFAULT)
        .send(
            Protos.message(
                "inference.ModelInferRequest",
                """
                model_name: "m"
                inputs { name: "x" datatype: "FP32" shape: [1, 1] contents { fp32_contents: %s } }
                inputs { name: "index" datatype: "INT64" shape: 1 contents { int64_contents: %d } }
                """
                    .formatted(x, index)))
        .halfClose();
  }

  @Test
  void requestsOfAllProtocolsRunTogether() throws Exception {
    together.load(BATCHING);
    ManagedChannel channel = together.server.channel();
    try {
      CompletableFuture<HttpResponse<String>> held = together.hold();
      CompletableFuture<HttpResponse<String>> v1 = v1(1);
      CompletableFuture<HttpResponse<String>> v2 = together.infer(0, 2);
      CompletableFuture<HttpResponse<byte[]>> binary = binary(3);
      StreamCall grpc = grpc(channel, 4, 1);
      together.gathered(4);
      together.letGo();

      assertThat(Together.rows(held)).isEqualTo(1);
      assertThat(Together.answer(v1).path("predictions").path(0))
          .isEqualTo(
              OnnxServer.json("{\"doubled\": [2.0], \"picked\": 1.5, \"rows\": 4, \"width\": 1}"));
      assertThat(Together.data(v2, "doubled")).containsExactly(4.0);
      assertThat(Together.data(v2, "picked")).containsExactly(0.5);
      assertThat(Together.rows(v2)).isEqualTo(4);
      assertBinary(binary.join(), 6, 2.5);
      DynamicMessage answer = grpc.next("inference.ModelInferResponse");
      assertThat(answer.toString())
          .contains("fp32_contents: 8.0", "fp32_contents: 1.5", "int64_contents: 4");
      assertThat(together.statistic("inference_count")).isEqualTo(5);
      assertThat(together.statistic("execution_count")).isEqualTo(2);
    } finally {
      channel.shutdownNow();
    }
  }

  private static void assertBinary(HttpResponse<byte[]> response, double doubled, double picked)
      throws IOException {
    assertThat(response.statusCode()).isEqualTo(200);
    int header =
        Integer.parseInt(
            response.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
    JsonNode json = OnnxServer.json(new String(response.body(), 0, header, StandardCharsets.UTF_8));
    ByteBuffer rest =
        ByteBuffer.wrap(response.body(), header, response.body().length - header)
            .order(ByteOrder.LITTLE_ENDIAN);
    assertThat(rest.getFloat()).isEqualTo((float) doubled);
    assertThat(rest.remaining()).isZero();
    assertThat(Together.output(json, "picked").path("data").path(0).asDouble()).isEqualTo(picked);
    assertThat(Together.output(json, "rows").path("data").path(0).asInt()).isEqualTo(4);
  }

  @Test
  void oneBadRequestFailsAlone() throws Exception {
    together.load(BATCHING);
    ManagedChannel channel = together.server.channel();
    try {
      CompletableFuture<HttpResponse<String>> held = together.hold();
      CompletableFuture<HttpResponse<String>> one = together.infer(0, 1);
      CompletableFuture<HttpResponse<String>> bad = together.infer(7, 2);
      StreamCall badCall = grpc(channel, 3, -9);
      CompletableFuture<HttpResponse<String>> other = together.infer(2, 4);
      together.gathered(4);
      together.letGo();

      assertThat(held.join().statusCode()).isEqualTo(200);
      assertThat(Together.data(one, "doubled")).containsExactly(2.0);
      assertThat(Together.data(other, "picked")).containsExactly(2.5);
      assertThat(bad.join().statusCode()).isEqualTo(400);
      assertThat(bad.join().body()).contains("idx=7 must be within");
      assertThat(badCall.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void whoIsGoneOrTooLateIsNotInTheRun() throws Exception {
    together.load(BATCHING);
    ManagedChannel channel = together.server.channel();
    try {
      together.hold();
      CompletableFuture<HttpResponse<String>> patient = together.infer(0, 1);
      StreamCall gone = grpc(channel, 2, 0);
      CompletableFuture<HttpResponse<String>> late = together.infer("\"timeout\": 1000", 0, 3);
      assertThat(late.join().statusCode()).isEqualTo(504);
      gone.cancel();
      CompletableFuture<HttpResponse<String>> other = together.infer(0, 4);
      together.gathered(2);
      together.letGo();

      assertThat(Together.rows(patient)).isEqualTo(2);
      assertThat(Together.data(other, "doubled")).containsExactly(8.0);
      assertThat(gone.status().getCode()).isEqualTo(Status.Code.CANCELLED);
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void rowsOfOneRequestStayTogether() throws Exception {
    together.load("max_batch_size: 3 dynamic_batching { }");
    together.hold();
    CompletableFuture<HttpResponse<String>> two =
        together.server.postLater(
            "/v2/models/m/infer",
            """
            {"inputs": [{"name": "x", "shape": [2, 2], "datatype": "FP32", "data": [1, 2, 3, 4]},
                        {"name": "index", "shape": [2], "datatype": "INT64", "data": [0, 2]}]}\
            """);
    together.gathered(1);
    CompletableFuture<HttpResponse<String>> another = together.infer(1, 5, 6);
    together.gathered(2);
    CompletableFuture<HttpResponse<String>> over = together.infer(1, 7, 8);
    together.gathered(3);
    together.letGo();

    assertThat(Together.data(two, "doubled")).containsExactly(2.0, 4.0, 6.0, 8.0);
    assertThat(Together.data(two, "picked")).containsExactly(0.5, 2.5);
    assertThat(Together.data(two, "rows")).containsExactly(3.0, 3.0);
    assertThat(Together.data(another, "doubled")).containsExactly(10.0, 12.0);
    assertThat(Together.rows(over)).isEqualTo(1);
  }

  @Test
  void aModelWithoutBatchingRunsEachByItself() throws Exception {
    together.load("max_batch_size: 8");
    together.hold();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      answers.add(together.infer(0, i));
    }
    together.gathered(4);
    together.letGo();

    for (int i = 0; i < 4; i++) {
      assertThat(Together.rows(answers.get(i))).isEqualTo(1);
    }
    assertThat(together.statistic("execution_count")).isEqualTo(5);
  }

  /** Also by MLServer's settings, which name all dimensions. */
  @Test
  void aModelThatIsNoBatchIsNotLoadedWithBatching() throws Exception {
    ModelStatus fixed = together.server.load("f", "fixed_sum", BATCHING);
    assertThat(fixed.state()).isEqualTo(ModelState.FAILED);
    assertThat(fixed.reason())
        .contains("input 'x' has the shape [2, 3] in the model file (expected: a first dimension");

    ModelStatus asked =
        together.server.load(
            "g",
            "fixed_sum",
            "",
            Together.execution(1).withBatching(new Batching(4, List.of(), Duration.ZERO)));
    assertThat(asked.reason())
        .contains("requests are to run together, and input 'x' has the shape [2, 3]");
  }
}
