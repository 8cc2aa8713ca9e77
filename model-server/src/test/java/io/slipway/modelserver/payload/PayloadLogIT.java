// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import static io.slipway.modelserver.testing.ProtoBytes.inferRequest;
import static io.slipway.modelserver.testing.ProtoBytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.modelserver.SecurityConfig;
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
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a collector and a file get of the predictions of a running server. */
class PayloadLogIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final String REQUEST = "org.kubeflow.serving.inference.request";
  private static final String RESPONSE = "org.kubeflow.serving.inference.response";
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
  PayloadLogIT() {}

  @BeforeEach
  void start() {
    collector = new EventCollector();
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private ServiceLogConfig to(Destination destination, Mode mode, String options) {
    return new ServiceLogConfig(
        destination,
        mode,
        List.of("X-Request-Id"),
        Map.of("team", "blue"),
        options.isEmpty() ? LogOptions.DEFAULTS : LogOptions.parse(options));
  }

  private ServiceLogConfig toCollector(Mode mode, String options) {
    return to(Destination.parse(collector.url()), mode, options);
  }

  private RunningServer server(PayloadLogConfig payloads) throws IOException {
    return new RunningServer(directory, SecurityConfig.OPEN, payloads);
  }

  private RunningServer loggingAll() throws IOException {
    return server(new PayloadLogConfig(toCollector(Mode.ALL, ""), Map.of()));
  }

  private record Pair(Event request, Event response) {}

  /** Events are sent by several threads, in any order. */
  private Pair pair() throws InterruptedException {
    Event one = collector.next();
    Event other = collector.next();
    Pair pair = REQUEST.equals(one.attribute("type")) ? new Pair(one, other) : new Pair(other, one);
    assertThat(pair.request().attribute("type")).isEqualTo(REQUEST);
    assertThat(pair.response().attribute("type")).isEqualTo(RESPONSE);
    return pair;
  }

  @Test
  void aCollectorGetsRequestAndResponseAsKServeSendsThem() throws Exception {
    Instant before = Instant.now();
    try (RunningServer server = loggingAll()) {
      HttpResponse<String> answer =
          server.infer(
              "m", "Content-Type", "application/json", "X-Request-Id", "r \"1\" ä", "Ce-Id", "e-7");
      assertThat(answer.statusCode()).isEqualTo(200);
      Pair events = pair();
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
      Pair events = pair();
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
      Pair events = pair();
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
      Pair events = pair();
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
        new RunningServer(
            directory,
            Security.tokens(tokens),
            new PayloadLogConfig(toCollector(Mode.ALL, ""), Map.of()))) {
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
  void eachServiceHasItsModeAndPlace() throws Exception {
    Path file = directory.resolve("m.jsonl");
    PayloadLogConfig config =
        new PayloadLogConfig(
            null,
            Map.of(
                "default/m", to(new Destination.File(file), Mode.RESPONSE, ""),
                "default/n", toCollector(Mode.REQUEST, "")));
    try (RunningServer server = server(config)) {
      assertThat(server.infer("m").statusCode()).isEqualTo(200);
      assertThat(server.infer("n").statusCode()).isEqualTo(200);
      assertThat(collector.next().attribute("type")).isEqualTo(REQUEST);
      await().until(() -> Files.exists(file) && Files.size(file) > 0);
      JsonNode event = new ObjectMapper().readTree(Files.readString(file));
      assertThat(event.get("type").asText()).isEqualTo(RESPONSE);
      assertThat(event.get("data").get("model_name").asText()).isEqualTo("m");
    }
    assertThat(collector.waiting()).isZero();
  }

  @Test
  void aFileHasAnEventPerLineThatOnlyItsOwnerCanRead() throws Exception {
    Path file = directory.resolve("log.jsonl");
    PayloadLogConfig config =
        new PayloadLogConfig(to(new Destination.File(file), Mode.ALL, ""), Map.of());
    try (RunningServer server = server(config);
        GrpcClient client = server.grpc()) {
      assertThat(
              server
                  .infer("m", "Content-Type", "application/json", "X-Request-Id", "r-1")
                  .statusCode())
          .isEqualTo(200);
      client.call(InferenceMethod.MODEL_INFER.path(), Map.of(), GRPC, TIMEOUT);
    }
    List<JsonNode> events = Files.readAllLines(file).stream().map(PayloadLogIT::parse).toList();
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

  private static JsonNode parse(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new AssertionError(json, e);
    }
  }

  @Test
  void aCollectorThatHangsHoldsUpNobodyAndLosesWhatDoesNotFit() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    collector.answers(() -> {
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return 200;
    });
    PayloadLogConfig config = new PayloadLogConfig(toCollector(Mode.REQUEST, "events=3"), Map.of());
    try (RunningServer server = server(config)) {
      // four are on their way, three wait
      for (int i = 0; i < 20; i++) {
        assertThat(server.infer("m").statusCode()).isEqualTo(200);
      }
      String scrape = server.metrics().scrape();
      assertThat(scrape).contains("slipway_payload_events_total{result=\"written\"} 0.0");
      assertThat(scrape).containsPattern("result=\"dropped\"} (13|14|15|16|17).0");
      release.countDown();
      await().until(() -> collector.waiting() >= 3);
    }
  }

  @Test
  void payloadsLargerThanTheQueueAreNotCopied() throws Exception {
    PayloadLogConfig config =
        new PayloadLogConfig(toCollector(Mode.REQUEST, "bytes=100"), Map.of());
    try (RunningServer server = server(config)) {
      assertThat(server.infer("m").statusCode()).isEqualTo(200);
      assertThat(server.metrics().scrape())
          .contains("slipway_payload_events_total{result=\"dropped\"} 1.0");
    }
  }

  @Test
  void aLogComesAndChangesAndGoesWhileTheServerRuns() throws Exception {
    try (RunningServer server = server(PayloadLogConfig.NONE)) {
      assertThat(server.infer("m").statusCode()).isEqualTo(200);

      server.log(named(toCollector(Mode.ALL, "")));
      assertThat(server.infer("n").statusCode()).isEqualTo(200);
      assertThat(server.infer("m").statusCode()).isEqualTo(200);
      Pair events = pair();
      assertThat(events.request().attribute("inferenceservicename")).isEqualTo("mine");
      assertThat(events.response().attribute("component")).isEqualTo("explainer");

      server.log(named(toCollector(Mode.RESPONSE, "events=7")));
      assertThat(server.infer("m").statusCode()).isEqualTo(200);
      assertThat(collector.next().attribute("type")).isEqualTo(RESPONSE);

      server.log(Map.of());
      assertThat(server.infer("m").statusCode()).isEqualTo(200);
    }
    assertThat(collector.waiting()).isZero();
  }

  private static Map<String, LoggedName> named(ServiceLogConfig log) {
    return Map.of("default/m", new LoggedName("mine", "explainer", log));
  }

  @Test
  void whatWaitsIsWrittenWhenAFileGetsOtherOptions() throws Exception {
    Destination.File file = new Destination.File(directory.resolve("m.jsonl"));
    try (RunningServer server = server(PayloadLogConfig.NONE)) {
      for (int i = 1; i <= 5; i++) {
        server.log(named(to(file, Mode.REQUEST, "files=" + i)));
        assertThat(server.infer("m", "Ce-Id", "e-" + i).statusCode()).isEqualTo(200);
      }
      server.log(Map.of());
    }
    assertThat(Files.readAllLines(file.path()))
        .extracting(line -> parse(line).get("id").asText())
        .containsExactly("e-1", "e-2", "e-3", "e-4", "e-5");
  }

  @Test
  void aNameWithoutALogOfItsOwnHasThatOfEveryService() throws Exception {
    try (RunningServer server = loggingAll()) {
      server.log(Map.of("default/m", new LoggedName("mine", "predictor", null)));
      assertThat(server.infer("m").statusCode()).isEqualTo(200);
      assertThat(pair().request().attribute("inferenceservicename")).isEqualTo("mine");
    }
  }

  @Test
  void aShareOfTheRequestsIsLogged() throws Exception {
    PayloadLogConfig config =
        new PayloadLogConfig(toCollector(Mode.ALL, "sampling=0.000001"), Map.of());
    try (RunningServer server = server(config)) {
      for (int i = 0; i < 20; i++) {
        assertThat(server.infer("m").statusCode()).isEqualTo(200);
      }
    }
    assertThat(collector.waiting()).isZero();
  }
}
