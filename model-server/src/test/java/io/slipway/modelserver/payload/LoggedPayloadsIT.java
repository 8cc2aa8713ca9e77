// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import static io.slipway.modelserver.payload.LoggedEvents.REQUEST;
import static io.slipway.modelserver.payload.LoggedEvents.pair;
import static io.slipway.modelserver.payload.LoggedEvents.parse;
import static io.slipway.modelserver.payload.LoggedEvents.to;
import static io.slipway.modelserver.testing.ProtoBytes.inferRequest;
import static io.slipway.modelserver.testing.ProtoBytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.payload.LoggedEvents.Pair;
import io.slipway.modelserver.payload.ServiceLogConfig.Mode;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.modelserver.testing.Security;
import io.slipway.transport.codec.grpc.InferenceMethod;
import io.slipway.transport.grpc.GrpcClient;
import io.slipway.transport.testing.EventCollector;
import io.slipway.transport.testing.EventCollector.Event;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a collector and a file get of the predictions of a running server. */
class LoggedPayloadsIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final byte[] GRPC =
      inferRequest("m")
          .message(5, tensor("a", "FP32", 1, 2))
          .message(5, tensor("b", "INT64", 1))
          .bytes(7, new byte[8])
          .bytes(7, new byte[8])
          .toByteArray();

  @TempDir private Path directory;
  private EventCollector collector;

  @SuppressWarnings("NullAway.Init") // set before each test
  LoggedPayloadsIT() {}

  @BeforeEach
  void start() {
    collector = new EventCollector();
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private static PayloadLogConfig all(Destination destination) {
    return new PayloadLogConfig(to(destination, Mode.ALL, ""), Map.of());
  }

  private Destination collector() {
    return Destination.parse(collector.url());
  }

  private RunningServer loggingAll() throws IOException {
    return new RunningServer(directory, SecurityConfig.OPEN, all(collector()));
  }

  @Test
  void aCollectorGetsRequestAndResponseAsKServeSendsThem() throws Exception {
    Instant before = Instant.now();
    try (RunningServer server = loggingAll()) {
      HttpResponse<String> answer =
          server.infer(
              "m", "Content-Type", "application/json", "X-Request-Id", "r \"1\" ä", "Ce-Id", "e-7");
      assertThat(answer.statusCode()).isEqualTo(200);
      Pair events = pair(collector);
      Event request = events.request();
      Event response = events.response();
      assertThat(request.text()).isEqualTo(RunningServer.V2);
      assertThat(response.text()).isEqualTo(answer.body());
      for (Event event : List.of(request, response)) {
        assertThat(event.attribute("specversion")).isEqualTo("1.0");
        assertThat(event.attribute("id")).isEqualTo("e-7");
        assertThat(event.attribute("source")).isEqualTo("/serving/default/m");
        assertThat(Instant.parse(event.attribute("time"))).isBetween(before, Instant.now());
        assertThat(Instant.parse(event.attribute("recordedtime"))).isBetween(before, Instant.now());
        assertThat(event.attribute("inferenceservicename")).isEqualTo("m");
        assertThat(event.attribute("namespace")).isEqualTo("default");
        assertThat(event.attribute("component")).isEqualTo("predictor");
        assertThat(event.attribute("endpoint")).isEqualTo("default");
        assertThat(event.attribute("annotations")).isEqualTo("{\"team\":\"blue\"}");
        assertThat(event.headers().getFirst("Content-Type")).isEqualTo("application/json");
      }
      assertThat(request.attribute("metadata"))
          .startsWith("{\"X-Request-Id\":[\"r \\\"1\\\" ")
          .doesNotContain("Content-Type");
      await()
          .untilAsserted(() ->
              assertThat(server.metrics().scrape())
                  .contains("slipway_payload_events_total{result=\"written\"} 2.0"));
    }
  }

  @Test
  void v1IsLoggedAsItCame() throws Exception {
    String v1 = "{\"inputs\": {\"a\": [[1, 2]], \"b\": [3]}}";
    try (RunningServer server = loggingAll()) {
      String answer = server.post("/v1/models/m:predict", v1).body();
      Pair events = pair(collector);
      assertThat(events.request().text()).isEqualTo(v1);
      assertThat(events.response().text()).isEqualTo(answer);
      assertThat(events.request().attribute("id"))
          .isEqualTo(events.response().attribute("id"))
          .hasSize(36);
    }
  }

  @Test
  void binaryTensorsAreLoggedWithTheLengthOfTheirJson() throws Exception {
    String json =
        """
        {"inputs": [{"name": "a", "shape": [1, 2], "datatype": "FP32", "data": [1, 2]},
                    {"name": "b", "shape": [1], "datatype": "INT64", "data": [3]}],
         "parameters": {"binary_data_output": true}}\
        """;
    try (RunningServer server = loggingAll()) {
      HttpResponse<String> answer =
          server.post(
              "/v2/models/m/infer",
              json,
              "Content-Type",
              "application/octet-stream",
              "Inference-Header-Content-Length",
              Integer.toString(json.length()));
      assertThat(answer.statusCode()).isEqualTo(200);
      Pair events = pair(collector);
      assertThat(events.request().headers().getFirst("Inference-Header-Content-Length"))
          .isEqualTo(Integer.toString(json.length()));
      assertThat(events.response().headers().getFirst("Inference-Header-Content-Length"))
          .isEqualTo(answer.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
    }
  }

  @Test
  void grpcIsLoggedAsItsMessages() throws Exception {
    try (RunningServer server = loggingAll();
        GrpcClient client = server.grpc()) {
      byte[] answer =
          client.call(
              InferenceMethod.MODEL_INFER.path(), Map.of("x-request-id", "r-1"), GRPC, TIMEOUT);
      Pair events = pair(collector);
      assertThat(events.request().body()).isEqualTo(GRPC);
      assertThat(events.response().body()).isEqualTo(answer);
      assertThat(events.request().headers().getFirst("Content-Type"))
          .isEqualTo("application/protobuf");
      assertThat(events.response().attribute("metadata")).isEqualTo("{\"X-Request-Id\":[\"r-1\"]}");
    }
  }

  @Test
  void onlyGoodAnswersAndWhatReachesAModelAreLogged() throws Exception {
    Path tokens = Security.secret(directory.resolve("tokens"), "alice alice-0123456789 services=n");
    try (RunningServer server =
        new RunningServer(directory, Security.tokens(tokens), all(collector()))) {
      String[] alice = {"X-API-Key", "alice-0123456789"};
      assertThat(server.infer("n").statusCode()).isEqualTo(401);
      assertThat(server.infer("m", alice).statusCode()).isEqualTo(403);
      assertThat(server.infer("none", alice).statusCode()).isEqualTo(403);
      assertThat(server.post("/v2/models/n/infer", "{", alice).statusCode()).isEqualTo(400);
      server
          .model(1)
          .onRun(() -> {
            throw new IllegalStateException("broken");
          });
      assertThat(server.infer("n", alice).statusCode()).isEqualTo(500);
      Event only = collector.next();
      assertThat(only.attribute("type")).isEqualTo(REQUEST);
      assertThat(only.headers().containsKey("X-api-key")).isFalse();
    }
    assertThat(collector.waiting()).isZero();
  }

  @Test
  void aFileHasAnEventPerLineThatOnlyItsOwnerCanRead() throws Exception {
    Path file = directory.resolve("log.jsonl");
    try (RunningServer server =
            new RunningServer(directory, SecurityConfig.OPEN, all(new Destination.File(file)));
        GrpcClient client = server.grpc()) {
      assertThat(
              server
                  .infer("m", "Content-Type", "application/json", "X-Request-Id", "r-1")
                  .statusCode())
          .isEqualTo(200);
      client.call(InferenceMethod.MODEL_INFER.path(), Map.of(), GRPC, TIMEOUT);
    }
    List<JsonNode> events = Files.readAllLines(file).stream().map(LoggedEvents::parse).toList();
    assertThat(events).hasSize(4);
    JsonNode request = events.getFirst();
    assertThat(request.get("specversion").asText()).isEqualTo("1.0");
    assertThat(request.get("type").asText()).isEqualTo(REQUEST);
    assertThat(request.get("metadata")).isEqualTo(parse("{\"X-Request-Id\": [\"r-1\"]}"));
    assertThat(request.get("data")).isEqualTo(parse(RunningServer.V2));
    JsonNode grpc = events.get(2);
    assertThat(grpc.get("datacontenttype").asText()).isEqualTo("application/protobuf");
    assertThat(grpc.get("data_base64").binaryValue()).isEqualTo(GRPC);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
