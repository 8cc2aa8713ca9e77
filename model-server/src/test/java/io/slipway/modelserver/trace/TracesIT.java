// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.protobuf.DynamicMessage;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.payload.PayloadLogConfig;
import io.slipway.modelserver.testing.Protos;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.modelserver.testing.Security;
import io.slipway.transport.codec.grpc.InferenceMethod;
import io.slipway.transport.grpc.GrpcClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trace extension over HTTP and gRPC, and the files that come of it. */
class TracesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALL = "/v2/trace/setting";
  private static final String OF_M = "/v2/models/m/trace/setting";

  @TempDir private Path directory;
  private Path file;
  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    file = directory.resolve("trace.json");
    server =
        new RunningServer(
            directory, SecurityConfig.OPEN, PayloadLogConfig.NONE, TraceConfig.off(file));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode settings(String path) throws Exception {
    return JSON.readTree(server.get(path).body());
  }

  private JsonNode change(String path, String settings) throws Exception {
    HttpResponse<String> answer = server.post(path, settings);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private void infer(String model) throws Exception {
    assertThat(server.infer(model).statusCode()).isEqualTo(200);
  }

  /** What the file has once that many traces are in it. */
  private JsonNode traces(Path from, int count) {
    return await()
        .until(() -> read(from), read -> read.findValuesAsText("model_name").size() == count);
  }

  /** Nothing while there is no file, or a part of one. */
  private static JsonNode read(Path from) {
    try {
      return JSON.readTree(Files.readAllBytes(from));
    } catch (IOException _) {
      return MissingNode.getInstance();
    }
  }

  private static List<String> points(JsonNode traces, long id) {
    List<String> points = new ArrayList<>();
    long last = Long.MIN_VALUE;
    for (JsonNode each : traces) {
      JsonNode point = each.at("/timestamps/0");
      if (each.get("id").asLong() == id && !point.isMissingNode()) {
        assertThat(point.get("ns").asLong()).isGreaterThanOrEqualTo(last);
        last = point.get("ns").asLong();
        points.add(point.get("name").asText());
      }
    }
    return points;
  }

  @Test
  void nothingIsTracedAtFirst() throws Exception {
    assertThat(settings(ALL).toString())
        .isEqualTo(
            """
            {"trace_level":["OFF"],"trace_rate":"1000","trace_count":"-1","log_frequency":"0",\
            "trace_file":"%s","trace_mode":"triton"}\
            """
                .formatted(file));
    assertThat(settings(OF_M)).isEqualTo(settings(ALL));
    infer("m");
    server.close();
    assertThat(file).doesNotExist();
  }

  @Test
  void everySoManiethRequestIsTraced() throws Exception {
    change(ALL, "{\"trace_level\":[\"TIMESTAMPS\"],\"trace_rate\":\"3\"}");
    for (int i = 0; i < 7; i++) {
      infer("m");
    }
    infer("n"); // whose requests are counted by themselves
    JsonNode traces = traces(file, 2);
    assertThat(traces.findValuesAsText("model_name")).containsExactly("m", "m");
    assertThat(points(traces, 1))
        .containsExactly(
            "HTTP_RECV_END",
            "REQUEST_START",
            "QUEUE_START",
            "COMPUTE_START",
            "COMPUTE_INPUT_END",
            "COMPUTE_OUTPUT_START",
            "COMPUTE_END",
            "REQUEST_END",
            "HTTP_SEND_START");
    assertThat(points(traces, 2)).hasSize(9);
    assertThat(server.metrics().scrape()).contains("slipway_traces_total{result=\"written\"} 2");
  }

  @Test
  void grpcRequestsAreTracedToo() throws Exception {
    change(ALL, "{\"trace_level\":[\"TIMESTAMPS\"],\"trace_rate\":1}");
    String request =
        """
        model_name: 'm' id: 'mine'
        inputs { name: 'a' datatype: 'FP32' shape: [1, 2] contents { fp32_contents: [1, 2] } }
        inputs { name: 'b' datatype: 'INT64' shape: 1 contents { int64_contents: 3 } }
        """;
    try (GrpcClient client = server.grpc()) {
      client.call(
          InferenceMethod.MODEL_INFER.path(),
          Map.of(),
          Protos.message("inference.ModelInferRequest", request).toByteArray(),
          Duration.ofSeconds(20));
    }
    JsonNode traces = traces(file, 1);
    assertThat(traces.get(0).toString())
        .isEqualTo("{\"id\":1,\"model_name\":\"m\",\"model_version\":1,\"request_id\":\"mine\"}");
    assertThat(points(traces, 1))
        .startsWith("GRPC_WAITREAD_END", "REQUEST_START")
        .endsWith("REQUEST_END", "GRPC_SEND_START");
  }

  @Test
  void aRequestThatFailsIsTracedAsFarAsItCame() throws Exception {
    change(ALL, "{\"trace_level\":[\"TIMESTAMPS\"],\"trace_rate\":1}");
    server
        .model(0)
        .onRun(() -> {
          throw new IllegalStateException("on fire");
        });
    assertThat(server.infer("m").statusCode()).isEqualTo(500);
    assertThat(
            server
                .post("/v2/models/m/infer", RunningServer.V2.replace("INT64", "INT32"))
                .statusCode())
        .isEqualTo(400);
    JsonNode traces = traces(file, 2);
    assertThat(points(traces, 1)).contains("COMPUTE_START").endsWith("REQUEST_END");
    assertThat(points(traces, 2)).containsExactly("HTTP_RECV_END", "REQUEST_START", "REQUEST_END");
  }

  @Test
  void tensorsAreThereIfTheyAreWanted() throws Exception {
    change(ALL, "{\"trace_level\":[\"TENSORS\"],\"trace_rate\":1}");
    infer("m");
    JsonNode traces = traces(file, 1);
    assertThat(points(traces, 1)).isEmpty();
    assertThat(traces.findValuesAsText("activity"))
        .contains("TENSOR_QUEUE_INPUT", "TENSOR_BACKEND_OUTPUT");
    assertThat(traces.get(1).get("tensor").toString())
        .isEqualTo("{\"name\":\"a\",\"data\":\"1.0,2.0\",\"shape\":\"1,2\",\"dtype\":\"FP32\"}");
  }

  @Test
  void theCountRunsOut() throws Exception {
    change(ALL, "{\"trace_level\":[\"TIMESTAMPS\"],\"trace_rate\":\"1\",\"trace_count\":\"3\"}");
    infer("m");
    infer("n");
    assertThat(settings(ALL).get("trace_count").asText()).isEqualTo("1");
    infer("m");
    infer("m");
    assertThat(settings(ALL).get("trace_count").asText()).isEqualTo("0");
    change(ALL, "{\"trace_count\":2}");
    infer("n");
    server.close();
    assertThat(read(file).findValuesAsText("model_name")).containsExactly("m", "n", "m", "n");
  }

  @Test
  void filesChangeByFrequency() throws Exception {
    change(ALL, "{\"trace_level\":[\"TIMESTAMPS\"],\"trace_rate\":\"1\",\"log_frequency\":\"2\"}");
    for (int i = 0; i < 3; i++) {
      infer("m");
    }
    traces(directory.resolve("trace.json.0"), 2);
    traces(directory.resolve("trace.json.1"), 1);
    assertThat(file).doesNotExist();
  }

  @Test
  void aModelHasSettingsOfItsOwnUntilTheyAreUnset() throws Exception {
    change(OF_M, "{\"trace_level\":[\"TIMESTAMPS\"],\"trace_rate\":\"12\"}");
    change(ALL, "{\"trace_rate\":\"56\",\"trace_count\":\"78\"}");

    assertThat(settings(OF_M).get("trace_rate").asText()).isEqualTo("12");
    assertThat(settings(OF_M).get("trace_count").asText()).isEqualTo("78");
    assertThat(settings("/v2/models/n/trace/setting")).isEqualTo(settings(ALL));

    JsonNode unset = change(OF_M, "{\"trace_rate\":null}");
    assertThat(unset.get("trace_rate").asText()).isEqualTo("56");
    assertThat(unset.at("/trace_level/0").asText()).isEqualTo("TIMESTAMPS");
    change(OF_M, "{\"trace_level\":null}");
    assertThat(settings(OF_M)).isEqualTo(settings(ALL));
    JsonNode begun = change(ALL, "{\"trace_rate\":null,\"trace_count\":null}");
    assertThat(begun.get("trace_rate").asText()).isEqualTo("1000");
    assertThat(begun.get("trace_count").asText()).isEqualTo("-1");
  }

  @Test
  void onlyTheModelsThatAreOnAreTraced() throws Exception {
    change(OF_M, "{\"trace_level\":[\"TIMESTAMPS\"],\"trace_rate\":\"1\"}");
    infer("n");
    infer("m");
    infer("n");
    infer("m");
    server.close();
    assertThat(read(file).findValuesAsText("model_name")).containsExactly("m", "m");
  }

  @Test
  void refusesByNameAndChangesNothing() throws Exception {
    JsonNode before = settings(ALL);
    for (String body :
        List.of(
            "{\"trace_level\":[\"TIMESTAMPS\"],\"trace_file\":\"/tmp/other\"}",
            "{\"trace_rate\":\"2\",\"trace_count\":\"many\"}",
            "{\"rate\":\"2\"}",
            "[]")) {
      HttpResponse<String> answer = server.post(ALL, body);
      assertThat(answer.statusCode()).as(body).isEqualTo(400);
      assertThat(answer.body()).startsWith("{\"error\":");
    }
    assertThat(server.post(ALL, "{\"trace_file\":\"/tmp/other\"}").body())
        .contains("trace_file: '/tmp/other'");
    assertThat(settings(ALL)).isEqualTo(before);
    assertThat(server.get("/v2/models/o/trace/setting").statusCode()).isEqualTo(404);
    assertThat(server.post("/v2/models/o/trace/setting", "{}").statusCode()).isEqualTo(404);
  }

  @Test
  void isThereOverGrpc() throws Exception {
    try (GrpcClient client = server.grpc()) {
      assertThat(setting(client, "model_name: 'm'")).contains("\"1000\"", "\"triton\"");
      setting(
          client,
          """
          settings { key: 'trace_level' value { value: 'TIMESTAMPS' value: 'TENSORS' } }
          settings { key: 'trace_rate' value { value: '2' } }
          model_name: 'm'
          """);
      assertThat(settings(OF_M).toString())
          .contains("\"TENSORS\"")
          .contains("\"trace_rate\":\"2\"");
      assertThat(settings(ALL).toString()).contains("\"OFF\"");
      setting(client, "settings { key: 'trace_level' value { } } model_name: 'm'");
      assertThat(settings(OF_M).toString()).contains("\"OFF\"").contains("\"trace_rate\":\"2\"");
      assertCode(
          ErrorCode.INVALID_ARGUMENT,
          client,
          "settings { key: 'trace_file' value { value: '/tmp/x' } }");
      assertCode(ErrorCode.NOT_FOUND, client, "model_name: 'o'");
    }
  }

  private static void assertCode(ErrorCode code, GrpcClient client, String request) {
    assertThatThrownBy(() -> setting(client, request))
        .isInstanceOfSatisfying(ServingException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static String setting(GrpcClient client, String request) {
    DynamicMessage answer =
        Protos.parse(
            "inference.TraceSettingResponse",
            client.call(
                InferenceMethod.TRACE_SETTING.path(),
                Map.of(),
                Protos.message("inference.TraceSettingRequest", request).toByteArray(),
                Duration.ofSeconds(20)));
    return answer.toString();
  }

  @Test
  void aServerWithoutATraceFileSaysSo(@TempDir Path other) throws Exception {
    assertThat(server.get("/v2").body()).contains("\"trace\"");
    try (RunningServer without = new RunningServer(other, SecurityConfig.OPEN)) {
      assertThat(without.get("/v2").body()).doesNotContain("\"trace\"");
      for (HttpResponse<String> answer :
          List.of(
              without.get(ALL),
              without.get(OF_M),
              without.post(ALL, "{\"trace_level\":[\"TIMESTAMPS\"]}"))) {
        assertThat(answer.statusCode()).isEqualTo(501);
        assertThat(answer.body()).contains("--trace-file");
      }
    }
  }

  @Test
  void isOfTheGroupTrace(@TempDir Path other) throws Exception {
    Path tokens =
        Security.secret(
            other.resolve("tokens.txt"),
            "anonymous - groups=health,metadata,inference,logging",
            "ops p4QG6m0bTzQe7r2Xk1yC groups=trace services=n");
    try (RunningServer guarded =
            new RunningServer(
                other, Security.tokens(tokens), PayloadLogConfig.NONE, TraceConfig.off(file));
        GrpcClient client = guarded.grpc()) {
      String[] key = {"X-API-Key", "p4QG6m0bTzQe7r2Xk1yC"};
      assertThat(guarded.get(ALL).statusCode()).isEqualTo(401);
      assertThat(guarded.post(OF_M, "{\"trace_rate\":1}").statusCode()).isEqualTo(401);
      assertCode(ErrorCode.UNAUTHENTICATED, client, "");
      assertThat(guarded.get(ALL, key).statusCode()).isEqualTo(200);
      assertThat(guarded.get(OF_M, key).statusCode()).isEqualTo(403);
      assertThat(guarded.get("/v2/models/n/trace/setting", key).statusCode()).isEqualTo(200);
    }
  }
}
