// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.payload.Destination;
import io.slipway.modelserver.payload.LogOptions;
import io.slipway.modelserver.payload.PayloadLogConfig;
import io.slipway.modelserver.payload.ServiceLogConfig;
import io.slipway.modelserver.payload.ServiceLogConfig.Mode;
import io.slipway.modelserver.testing.RunningServer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Triton's generate extension and MLServer's infer_stream. */
class GenerateIT {
  private static final String FITTING = "{\"id\":\"7\",\"a\":[1,2],\"b\":3}";
  private static final String GENERATED =
      "{\"id\":\"7\",\"model_name\":\"m\",\"model_version\":\"1\",\"x\":[1.0,2.0],\"y\":[1.0,2.0]}";
  private static final String EVENTS = "text/event-stream; charset=utf-8";

  @TempDir private Path directory;
  private Path log;
  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    log = directory.resolve("payloads.jsonl");
    server =
        new RunningServer(
            directory,
            SecurityConfig.OPEN,
            new PayloadLogConfig(
                new ServiceLogConfig(
                    new Destination.File(log), Mode.ALL, List.of(), Map.of(), LogOptions.DEFAULTS),
                Map.of()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String contentType(HttpResponse<String> answer) {
    return answer.headers().firstValue("content-type").orElse("");
  }

  private HttpResponse<String> ask(String path, String body, String... headers) throws Exception {
    return server.post("/v2/models/m/" + path, body, headers);
  }

  @Test
  void generateAnswersWithOneObject() throws Exception {
    for (String path : new String[] {"generate", "versions/1/generate"}) {
      HttpResponse<String> answer = ask(path, FITTING);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(contentType(answer)).isEqualTo("application/json");
      assertThat(answer.body()).isEqualTo(GENERATED);
    }
  }

  @Test
  void aStreamHasTheSameObjectAsAnEvent() throws Exception {
    for (String path : new String[] {"generate_stream", "versions/1/generate_stream"}) {
      HttpResponse<String> answer = ask(path, FITTING);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(contentType(answer)).isEqualTo(EVENTS);
      assertThat(answer.body()).isEqualTo("data: " + GENERATED + "\n\n");
    }
  }

  @Test
  void inferStreamHasTheAnswerOfInferAsAnEvent() throws Exception {
    for (String path : new String[] {"infer_stream", "versions/1/infer_stream"}) {
      HttpResponse<String> answer = ask(path, RunningServer.V2);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(contentType(answer)).isEqualTo(EVENTS);
      assertThat(answer.body())
          .isEqualTo("data: " + server.infer("m").body() + "\n\n")
          .doesNotContain("\n{");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "m/generate        | {\"a\":[1,2]}                                    | 400 | 'b'",
        "m/generate_stream | {\"b\":1}                                        | 400 | 'a'",
        "m/generate        | {}                                               | 400 | 'a'",
        "m/generate        | {\"a\":[1,2,3],\"b\":3}                          | 400 | input 'a' has"
            + " 3",
        "m/generate_stream | {\"a\":\"x\",\"b\":3}                            | 400 | input 'a'",
        "m/generate        | {\"a\":[1,2],\"b\":3,\"binary_data_output\":true} | 400 |"
            + " binary_data_output",
        "m/infer_stream    | {\"inputs\":[]}                                  | 400 | 'a'",
        "m/infer_stream    | x                                                | 400 | byte",
        "o/generate        | {}                                               | 404 | 'o'",
        "o/generate_stream | {}                                               | 404 | 'o'",
        "o/infer_stream    | {}                                               | 404 | 'o'",
        "m/versions/9/generate | {}                                           | 404 | 9",
      })
  void failuresHaveTheirStatusAndNameTheFault(String path, String body, int status, String message)
      throws Exception {
    HttpResponse<String> answer = server.post("/v2/models/" + path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(contentType(answer)).isEqualTo("application/json");
    assertThat(answer.body()).startsWith("{\"error\":").contains(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"generate", "generate_stream", "infer_stream"})
  void onlyJsonIsTaken(String path) throws Exception {
    String body = path.startsWith("infer") ? RunningServer.V2 : FITTING;
    HttpResponse<String> answer =
        ask(path, body, "Inference-Header-Content-Length", Integer.toString(body.length()));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("only JSON is taken here");
  }

  @Test
  void eventsHaveNoBinaryOutputs() throws Exception {
    String all =
        RunningServer.V2.replaceFirst("\\{", "{\"parameters\":{\"binary_data_output\":true},");
    HttpResponse<String> answer = ask("infer_stream", all);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("events are JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"generate", "generate_stream"})
  void aFailureOfTheModelHasItsStatus(String path) throws Exception {
    server
        .model(0)
        .onRun(() -> {
          throw new IllegalStateException("on fire");
        });
    HttpResponse<String> answer = ask(path, FITTING);
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(contentType(answer)).isEqualTo("application/json");
  }

  @Test
  void theDeadlineHolds() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    server.model(0).onRun(release::await);
    try {
      HttpResponse<String> answer =
          ask("generate_stream", FITTING.replace("}", ",\"timeout\":1000}"));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(504);
    } finally {
      release.countDown();
    }
  }

  @Test
  void streamsAreNeverPacked() throws Exception {
    String numbers = "[" + "1,".repeat(999) + "1]";
    String body = "{\"a\":" + numbers + ",\"b\":3}";
    HttpResponse<String> whole = ask("generate", body, "Accept-Encoding", "gzip");
    assertThat(whole.headers().firstValue("content-encoding")).contains("gzip");
    HttpResponse<String> stream = ask("generate_stream", body, "Accept-Encoding", "gzip");
    assertThat(stream.headers().firstValue("content-encoding")).isEmpty();
    assertThat(stream.body()).startsWith("data: {");
  }

  @Test
  void theyCountAsPredictions() throws Exception {
    ask("generate", FITTING);
    ask("generate_stream", FITTING);
    ask("infer_stream", RunningServer.V2);
    assertThat(server.get("/v2/models/m/stats").body()).contains("\"inference_count\":3");
    await()
        .untilAsserted(() ->
            assertThat(server.metrics().scrape())
                .contains("slipway_inference_duration_seconds_count{")
                .contains("protocol=\"v2\",version=\"1\"} 3\n"));
  }

  @Test
  void theyAreInThePayloadLog() throws Exception {
    ask("generate", FITTING, "Content-Type", "application/json");
    ask("generate_stream", FITTING, "Content-Type", "application/json");
    String event =
        Base64.getEncoder()
            .encodeToString(("data: " + GENERATED + "\n\n").getBytes(StandardCharsets.UTF_8));
    await()
        .untilAsserted(() ->
            assertThat(Files.readString(log))
                .contains("\"data\":" + FITTING)
                .contains("\"data\":" + GENERATED)
                .contains("\"datacontenttype\":\"" + EVENTS + "\",\"data_base64\":\"" + event));
  }
}
