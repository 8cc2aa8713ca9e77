// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.repository.Engines;
import io.slipway.modelserver.testing.GatedEngine;
import io.slipway.modelserver.testing.OnnxServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A server of the model {@code together} as {@code m}: it doubles {@code x}, picks from [0.5, 1.5,
 * 2.5] by {@code index}, and tells how many rows ran together and how long they were.
 */
final class Together implements AutoCloseable {
  /** A request that begins with it keeps its instance until {@link #letGo}. */
  static final float HELD = 99;

  final GatedEngine engine = new GatedEngine();
  final OnnxServer server;

  Together(Path folder) throws IOException {
    server = new OnnxServer(folder, new Engines(List.of(engine)));
    engine.hold(HELD);
  }

  void load(String config) throws IOException {
    assertThat(server.load("m", "together", config, execution(1)).reason()).isEmpty();
  }

  static ExecutionConfig execution(int workers) {
    return new ExecutionConfig(workers, 1, 64, Duration.ofSeconds(20));
  }

  /** One row. */
  static String row(String parameters, long index, float... x) {
    List<String> values = new ArrayList<>();
    for (float each : x) {
      values.add(Float.toString(each));
    }
    return """
    {"parameters": {%s}, "inputs": [
      {"name": "x", "shape": [1, %d], "datatype": "FP32", "data": [%s]},
      {"name": "index", "shape": [1], "datatype": "INT64", "data": [%d]}]}\
    """
        .formatted(parameters, x.length, String.join(",", values), index);
  }

  CompletableFuture<HttpResponse<String>> infer(String parameters, long index, float... x) {
    return server.postLater("/v2/models/m/infer", row(parameters, index, x));
  }

  CompletableFuture<HttpResponse<String>> infer(long index, float... x) {
    return infer("", index, x);
  }

  /** A request that keeps the one instance busy; the next ones gather. */
  CompletableFuture<HttpResponse<String>> hold() {
    CompletableFuture<HttpResponse<String>> held = infer(0, HELD);
    await().until(() -> engine.begun().contains(HELD));
    return held;
  }

  /** Waits until so many wait. */
  void gathered(int count) {
    await().until(() -> server.queueLength("m") == count);
  }

  void letGo() {
    engine.letGo(HELD);
  }

  static JsonNode answer(CompletableFuture<HttpResponse<String>> later) throws IOException {
    HttpResponse<String> response = later.join();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return OnnxServer.json(response.body());
  }

  static JsonNode output(JsonNode answer, String name) {
    for (JsonNode output : answer.path("outputs")) {
      if (output.path("name").asText().equals(name)) {
        return output;
      }
    }
    throw new AssertionError(name + " is not in " + answer);
  }

  /** The elements of an output. */
  static List<Double> data(CompletableFuture<HttpResponse<String>> later, String name)
      throws IOException {
    List<Double> data = new ArrayList<>();
    output(answer(later), name).path("data").forEach(each -> data.add(each.asDouble()));
    return data;
  }

  /** How many rows ran together with a request. */
  static double rows(CompletableFuture<HttpResponse<String>> later) throws IOException {
    return data(later, "rows").getFirst();
  }

  /** Of the model: {@code inference_count}, {@code execution_count}. */
  long statistic(String name) throws IOException, InterruptedException {
    return server.get("/v2/models/m/stats").path("model_stats").path(0).path(name).asLong();
  }

  @Override
  public void close() {
    server.close();
  }
}
