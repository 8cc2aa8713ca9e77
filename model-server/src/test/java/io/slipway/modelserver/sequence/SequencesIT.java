// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelState;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.testing.OnnxServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sequences of requests over HTTP, to models that add up what they get. */
class SequencesIT {
  static final String CONTROLS =
      """
      control_input [
        { name: "start" control { kind: CONTROL_SEQUENCE_START fp32_false_true: [ 0, 1 ] } },
        { name: "ready" control { kind: CONTROL_SEQUENCE_READY int32_false_true: [ 0, 1 ] } },
        { name: "end" control { kind: CONTROL_SEQUENCE_END bool_false_true: [ false, true ] } },
        { name: "corrid" control { kind: CONTROL_SEQUENCE_CORRID data_type: TYPE_UINT64 } }
      ]
      state { input_name: "state_in" output_name: "state_out" data_type: TYPE_FP32 dims: 1 }
      """;

  @TempDir private Path folder;
  private OnnxServer server;

  @SuppressWarnings("NullAway.Init") // set before each test
  SequencesIT() {}

  @BeforeEach
  void start() throws IOException {
    server = new OnnxServer(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** The accumulator, with one instance. */
  private void load(String batching) throws IOException {
    load(batching, ExecutionConfig.DEFAULT_QUEUE_CAPACITY);
  }

  private void load(String batching, int queueCapacity) throws IOException {
    load("acc", "accumulator", batching, queueCapacity);
  }

  private void load(String name, String model, String batching, int queueCapacity)
      throws IOException {
    assertThat(
            server
                .load(
                    name,
                    model,
                    "instance_group { count: 1 }\n" + batching,
                    new ExecutionConfig(1, 1, queueCapacity, Duration.ofSeconds(20)))
                .reason())
        .isEmpty();
  }

  private static String batching(int batch, String more) {
    return "max_batch_size: " + batch + " sequence_batching { " + CONTROLS + more + " }";
  }

  private static String request(String parameters, float x) {
    return "{\"parameters\": {"
        + parameters
        + "}, \"inputs\": [{\"name\": \"x\", \"shape\": [1, 1], \"datatype\": \"FP32\", \"data\": ["
        + x
        + "]}]}";
  }

  static String request(String id, boolean start, boolean end, float x) {
    return request(
        "\"sequence_id\": " + id + ", \"sequence_start\": " + start + ", \"sequence_end\": " + end,
        x);
  }

  private HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return server.post("/v2/models/acc/infer", body);
  }

  private JsonNode infer(String id, boolean start, boolean end, float x) throws Exception {
    HttpResponse<String> response = post(request(id, start, end, x));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return OnnxServer.json(response.body());
  }

  private static JsonNode output(JsonNode answer, String name) {
    for (JsonNode output : answer.path("outputs")) {
      if (output.path("name").asText().equals(name)) {
        return output.path("data").path(0);
      }
    }
    throw new AssertionError(answer);
  }

  private double total(String id, boolean start, boolean end, float x) throws Exception {
    return output(infer(id, start, end, x), "total").asDouble();
  }

  private static double total(CompletableFuture<HttpResponse<String>> answer) throws Exception {
    HttpResponse<String> response = answer.join();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return output(OnnxServer.json(response.body()), "total").asDouble();
  }

  @Test
  void stateGoesFromARequestToTheNextOfItsSequence() throws Exception {
    load(batching(4, ""));

    assertThat(total("7", true, false, 1)).isEqualTo(1);
    assertThat(total("8", true, false, 10)).isEqualTo(10);
    assertThat(total("7", false, false, 2)).isEqualTo(3);
    assertThat(total("8", false, true, 20)).isEqualTo(30);
    assertThat(total("7", false, true, 3)).isEqualTo(6);
    assertThat(post(request("7", false, false, 4)).statusCode()).isEqualTo(400);
    assertThat(total("7", true, true, 5)).isEqualTo(5);
  }

  @Test
  void theModelIsToldWhereInItsSequenceARequestIs() throws Exception {
    load(batching(4, ""));

    JsonNode first = infer("18446744073709551615", true, false, 1);
    assertThat(output(first, "told_start").asDouble()).isEqualTo(1);
    assertThat(output(first, "told_ready").asInt()).isEqualTo(1);
    assertThat(output(first, "told_end").asBoolean()).isFalse();
    assertThat(output(first, "told_corrid").asText()).isEqualTo("18446744073709551615");
    JsonNode last = infer("18446744073709551615", false, true, 1);
    assertThat(output(last, "told_start").asDouble()).isZero();
    assertThat(output(last, "told_end").asBoolean()).isTrue();
  }

  @Test
  void aModelMayBeToldTextsForIds() throws Exception {
    load(
        "acc",
        "accumulator_text",
        batching(4, "").replace("data_type: TYPE_UINT64", "data_type: TYPE_STRING"),
        8);

    assertThat(output(infer("\"one\"", true, false, 1), "told_corrid").asText()).isEqualTo("one");
    assertThat(output(infer("5", true, false, 2), "told_corrid").asText()).isEqualTo("5");
    assertThat(total("\"one\"", false, true, 3)).isEqualTo(4);
    assertThat(total("\"5\"", true, true, 3)).isEqualTo(3);
    assertThat(total("5", false, true, 3)).isEqualTo(5);
  }

  @Test
  void aModelWithoutABatchHasOneRequestAtATime() throws Exception {
    load(
        "acc",
        "accumulator_single",
        "sequence_batching { " + CONTROLS.replace("UINT64", "INT32") + " }",
        8);
    String begin = request("4294967298", true, false, 2).replace("[1, 1]", "[1]");
    JsonNode answer = OnnxServer.json(post(begin).body());

    assertThat(output(answer, "told_corrid").asInt()).as("the lower half").isEqualTo(2);
    HttpResponse<String> next =
        post(request("4294967298", false, true, 3).replace("[1, 1]", "[1]"));
    assertThat(output(OnnxServer.json(next.body()), "total").asDouble()).isEqualTo(5);
  }

  @Test
  void clientsSeeNeitherControlsNorState() throws Exception {
    load(batching(4, ""));

    JsonNode metadata = server.get("/v2/models/acc");
    assertThat(metadata.path("inputs").findValuesAsText("name")).containsExactly("x");
    assertThat(metadata.path("outputs").findValuesAsText("name"))
        .contains("total")
        .doesNotContain("state_out");
    JsonNode config = server.get("/v2/models/acc/config");
    assertThat(config.path("input").findValuesAsText("name")).containsExactly("x");
    assertThat(config.path("sequence_batching").path("max_sequence_idle_microseconds").asText())
        .isEqualTo("1000000");
    assertThat(server.get("/v2").path("extensions").toString())
        .contains("\"sequence\"", "\"sequence(string_id)\"");
    assertThat(post(request("1", true, true, 1).replace("\"x\"", "\"state_in\"")).body())
        .contains("has no input 'state_in' (expected: x)");
  }

  @Test
  void stateThatIsListedAsAnOutputMayBeAskedFor() throws Exception {
    load(batching(4, "") + " output [ { name: \"state_out\" }, { name: \"total\" } ]");

    assertThat(output(infer("1", true, false, 4), "state_out").asDouble()).isEqualTo(4);
    assertThat(output(infer("1", false, false, 4), "state_out").asDouble()).isEqualTo(8);
    assertThat(total("1", false, true, 4)).isEqualTo(12);
  }

  @Test
  void aSequenceThatBeginsAgainBeginsAnew() throws Exception {
    load(batching(4, ""));

    assertThat(total("1", true, false, 4)).isEqualTo(4);
    assertThat(total("1", true, false, 5)).isEqualTo(5);
    assertThat(total("1", false, true, 5)).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | takes sequences of requests, and this one has no sequence_id",
        "\"sequence_id\": 0, \"sequence_start\": true | this one has no sequence_id",
        "\"sequence_id\": \"\", \"sequence_start\": true | this one has no sequence_id",
        "\"sequence_id\": 9 | model 'acc' has no sequence 9 (expected: sequence_start with its"
            + " first request; it ends after 1000 ms without requests)",
        "\"sequence_id\": 9, \"sequence_end\": true | has no sequence 9",
        "\"sequence_id\": 1.5, \"sequence_start\": true | parameter sequence_id is not an id",
        "\"sequence_id\": true, \"sequence_start\": true | parameter sequence_id is not an id",
        "\"sequence_id\": 1, \"sequence_start\": 1 | parameter sequence_start is not a truth value",
        "\"sequence_id\": 1, \"sequence_end\": \"true\" | parameter sequence_end is not a truth",
        "\"sequence_id\": \"nine\", \"sequence_start\": true | sequence_id is 'nine', and model"
            + " 'acc' is told it as UINT64 (expected: an integer over 0)",
      })
  void whatIsInNoSequenceIsRefused(String parameters, String reason) throws Exception {
    load(batching(4, ""));

    HttpResponse<String> response = post(request(parameters, 1));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains(reason);
    assertThat(total("1", true, true, 1)).isEqualTo(1);
  }

  @Test
  void idsAndBatchesThatAreTooLargeAreRefused() throws Exception {
    load("acc", "accumulator_text", batching(4, "").replace("UINT64", "STRING"), 8);

    assertThat(post(request("\"" + "é".repeat(65) + "\"", true, true, 1)).body())
        .contains("parameter sequence_id is too long (expected: at most 128 bytes)");
    assertThat(post(request("\"" + "e".repeat(128) + "\"", true, true, 1)).statusCode())
        .isEqualTo(200);
    HttpResponse<String> two =
        post(request("3", true, true, 1).replace("[1, 1]", "[2, 1]").replace("[1.0]", "[1, 2]"));
    assertThat(two.statusCode()).isEqualTo(400);
    assertThat(two.body())
        .contains("has a batch of 2 (expected: 1, as every request of a sequence)");
  }

  @Test
  void aModelWithoutSequencesIgnoresWhereInOneARequestIs() throws Exception {
    server.load("plain", "add_sub", "");
    String request =
        """
        {"parameters": {"sequence_id": 4, "sequence_end": true},
         "inputs": [{"name": "a", "shape": [1, 4], "datatype": "FP32", "data": [1, 2, 3, 4]},
                    {"name": "b", "shape": [1, 4], "datatype": "FP32", "data": [0, 9, 0, 0]}]}\
        """;
    assertThat(server.post("/v2/models/plain/infer", request).statusCode()).isEqualTo(200);
  }

  @Test
  void requestsOfOneIdFromManyConnectionsAreRunOneAfterTheOther() throws Exception {
    load(batching(8, ""));
    total("5", true, false, 0);

    List<Double> totals = new ArrayList<>();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      answers.add(server.postLater("/v2/models/acc/infer", request("5", false, false, 1)));
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      totals.add(total(answer));
    }
    assertThat(totals)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, 40).mapToObj(i -> (double) i).toList());
  }

  @Test
  void sequencesRunTogetherWhenEnoughOfThemHaveARequest() throws Exception {
    load(
        batching(
            2,
            "direct { max_queue_delay_microseconds: 10000000 minimum_slot_utilization: 1 }"
                + " max_sequence_idle_microseconds: 60000000"));
    var one = server.postLater("/v2/models/acc/infer", request("1", true, false, 1));
    await().until(() -> server.queueLength("acc") == 1);
    var other = server.postLater("/v2/models/acc/infer", request("2", true, false, 10));

    assertThat(output(OnnxServer.json(one.join().body()), "rows").asInt()).isEqualTo(2);
    assertThat(total(one)).isEqualTo(1);
    assertThat(total(other)).isEqualTo(10);
    one = server.postLater("/v2/models/acc/infer", request("1", false, true, 2));
    other = server.postLater("/v2/models/acc/infer", request("2", false, true, 20));
    assertThat(total(one)).isEqualTo(3);
    assertThat(total(other)).isEqualTo(30);

    JsonNode stats = server.get("/v2/models/acc/stats").path("model_stats").path(0);
    assertThat(stats.path("inference_count").asInt()).isEqualTo(4);
    assertThat(stats.path("execution_count").asInt()).isEqualTo(2);
    assertThat(stats.path("inference_stats").path("success").path("count").asInt()).isEqualTo(4);
    assertThat(stats.path("batch_stats").path(0).path("batch_size").asInt()).isEqualTo(2);
    assertThat(server.metrics().scrape())
        .contains("nv_inference_exec_count{model=\"acc\",namespace=\"default\",version=\"1\"} 2")
        .contains(
            "nv_inference_request_success{model=\"acc\",namespace=\"default\",version=\"1\"} 4");
  }

  @Test
  void oldestRunsAPreferredSizeAtOnce() throws Exception {
    load(
        batching(
            4,
            "oldest { max_candidate_sequences: 16 preferred_batch_size: 3"
                + " max_queue_delay_microseconds: 10000000 }"));
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      answers.add(server.postLater("/v2/models/acc/infer", request("" + i, true, true, i)));
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(output(OnnxServer.json(answer.join().body()), "rows").asInt()).isEqualTo(3);
    }
  }

  @Test
  void aSequenceWithoutRequestsLosesItsSlot() throws Exception {
    load(batching(1, "max_sequence_idle_microseconds: 200000"));
    total("1", true, false, 1);
    long begin = System.nanoTime();

    assertThat(total("2", true, false, 2)).isEqualTo(2);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(100));
    HttpResponse<String> late = post(request("1", false, true, 1));
    assertThat(late.statusCode()).isEqualTo(400);
    assertThat(late.body()).contains("it ends after 200 ms without requests");
  }

  @Test
  void theBacklogIsBounded() throws Exception {
    load(batching(1, "max_sequence_idle_microseconds: 600000000"), 2);
    total("1", true, false, 1);
    var second = server.postLater("/v2/models/acc/infer", request("2", true, true, 2));
    await().until(() -> server.queueLength("acc") == 1);
    var third = server.postLater("/v2/models/acc/infer", request("3", true, true, 3));
    await().until(() -> server.queueLength("acc") == 2);

    HttpResponse<String> over = post(request("4", true, true, 4));
    assertThat(over.statusCode()).isEqualTo(503);
    assertThat(over.headers().firstValue("Retry-After")).isPresent();
    assertThat(over.body()).contains("has 2 requests of sequences waiting, its limit");
    assertThat(total("1", false, true, 1)).isEqualTo(2);
    assertThat(total(second)).isEqualTo(2);
    assertThat(total(third)).isEqualTo(3);
    assertThat(server.queueLength("acc")).isZero();
  }

  @Test
  void aClientThatGoesAwayLeavesNoSequenceInTheBacklog() throws Exception {
    load(batching(1, "max_sequence_idle_microseconds: 600000000"));
    total("1", true, false, 1);
    var gone = server.postLater("/v2/models/acc/infer", request("2", true, false, 2));
    await().until(() -> server.queueLength("acc") == 1);
    gone.cancel(true);

    await().until(() -> server.queueLength("acc") == 0);
    assertThat(total("1", false, true, 1)).isEqualTo(2);
    assertThat(total("3", true, true, 3)).isEqualTo(3);
    assertThat(post(request("2", false, true, 2)).statusCode()).isEqualTo(400);
  }

  @Test
  void aRequestThatWaitsTooLongEndsItsSequence() throws Exception {
    load(batching(1, "max_sequence_idle_microseconds: 600000000"));
    total("1", true, false, 1);
    HttpResponse<String> late =
        post(request("\"sequence_id\": 2, \"sequence_start\": true, \"timeout\": 50000", 1));

    assertThat(late.statusCode()).isEqualTo(504);
    assertThat(server.queueLength("acc")).isZero();
    assertThat(post(request("2", false, true, 2)).statusCode()).isEqualTo(400);
  }

  @Test
  void unloadingAnswersWhatWaits() throws Exception {
    load(batching(1, "max_sequence_idle_microseconds: 600000000"));
    total("1", true, false, 1);
    var second = server.postLater("/v2/models/acc/infer", request("2", true, false, 2));
    var third = server.postLater("/v2/models/acc/infer", request("3", true, true, 3));
    await().until(() -> server.queueLength("acc") == 2);

    server.repository().unload(new ModelId("acc", "1"));
    assertThat(total(second)).isEqualTo(2);
    assertThat(total(third)).isEqualTo(3);
    assertThat(post(request("1", false, true, 1)).statusCode()).isEqualTo(404);
  }

  @Test
  void warmUpsAreWholeSequences() throws Exception {
    load(
        batching(4, "")
            + """
            model_warmup {
              name: "w" batch_size: 3 count: 2
              inputs { key: "x" value { data_type: TYPE_FP32 dims: 1 zero_data: true } }
              inputs { key: "start" value { data_type: TYPE_FP32 dims: 1 zero_data: true } }
            }
            """);
    assertThat(total("1", true, true, 1)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "control_input { name: \"begin\" control { bool_false_true: [false, true] } } | the"
            + " configuration has the input 'begin', which the model file does not",
        "control_input { name: \"start\" control { bool_false_true: [false, true] } } | the control"
            + " input 'start' has datatype BOOL in the configuration (expected: FP32, as in the",
        "state { input_name: \"state_in\" output_name: \"rows\" } | the state from output 'rows' to"
            + " input 'state_in' has datatype null in the configuration, and in the model file"
            + " INT64 and FP32",
        "state { input_name: \"state_in\" output_name: \"state_out\" dims: [1, 2] } | the state of"
            + " input 'state_in' begins with the shape [1, 1, 2], the batch dimension included",
        "state { input_name: \"state_in\" output_name: \"state_out\" initial_state { dims: 1"
            + " data_file: \"none\" } } | initial_state of input 'state_in': cannot read ",
      })
  void whatDoesNotFitTheModelFailsTheLoad(String batching, String reason) throws Exception {
    var status =
        server.load(
            "bad", "accumulator", "max_batch_size: 4 sequence_batching { " + batching + " }");
    assertThat(status.state()).isEqualTo(ModelState.FAILED);
    assertThat(status.reason()).contains(reason);
  }
}
