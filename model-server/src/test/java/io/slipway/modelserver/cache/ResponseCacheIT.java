// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.api.model.ModelId;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.testing.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose answers are cached, asked over sockets. */
class ResponseCacheIT {
  private static final String CONFIG = "response_cache { enable: true }";
  private static final int CACHED = 2;

  @TempDir private Path directory;
  private RunningServer server;

  @BeforeEach
  void start() throws IOException {
    server = new RunningServer(directory, SecurityConfig.OPEN);
    server.load("cached", directory, CONFIG);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode statistics(String model) throws Exception {
    String body = server.get("/v2/models/" + model + "/stats").body();
    return new ObjectMapper().readTree(body).at("/model_stats/0");
  }

  @Test
  void theSecondAnswerIsTheFirstWithoutARun() throws Exception {
    String first = server.infer("cached").body();
    String second = server.infer("cached").body();

    assertThat(first).contains("\"outputs\"");
    assertThat(second).isEqualTo(first);
    assertThat(server.model(CACHED).runs()).isEqualTo(1);
  }

  @Test
  void statisticsTellHitsAndMisses() throws Exception {
    for (int i = 0; i < 3; i++) {
      server.infer("cached");
    }
    JsonNode statistics = statistics("cached");

    assertThat(statistics.at("/inference_stats/cache_hit/count").asLong()).isEqualTo(2);
    assertThat(statistics.at("/inference_stats/cache_miss/count").asLong()).isEqualTo(1);
    assertThat(statistics.at("/inference_stats/success/count").asLong()).isEqualTo(3);
    assertThat(statistics.at("/execution_count").asLong()).isEqualTo(1);
    assertThat(server.get("/metrics").body())
        .contains(
            "nv_cache_num_hits_per_model{model=\"cached\",namespace=\"default\",version=\"1\"} 2\n",
            "nv_inference_request_success{model=\"cached\",namespace=\"default\",version=\"1\"}"
                + " 3\n",
            "slipway_response_cache_entries 1.0\n");
  }

  @Test
  void aModelThatDoesNotAskForItIsRunEveryTime() throws Exception {
    server.infer("m");
    server.infer("m");

    assertThat(server.model(0).runs()).isEqualTo(2);
    assertThat(statistics("m").at("/inference_stats/cache_miss/count").asLong()).isZero();
  }

  @Test
  void identicalRequestsOfOneMomentShareARun() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    server.model(CACHED).onRun(release::await);
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(clients.submit(() -> server.infer("cached").body()));
      }
      Awaitility.await().until(() -> server.queueLength("cached") == 7);
      release.countDown();

      for (Future<String> answer : answers) {
        assertThat(answer.get()).contains("\"outputs\"");
      }
    }
    assertThat(server.model(CACHED).runs()).isEqualTo(1);
  }

  /** Each is answered within the call that reads it, and the next one is read then. */
  @Test
  void manyRequestsInOnePieceAreAnswered() throws Exception {
    server.infer("cached");
    String request =
        "POST /v2/models/cached/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(RunningServer.V2.length(), RunningServer.V2);
    int count = 5_000;
    try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket.setSoTimeout(30_000);
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  socket.getOutputStream().write(request.repeat(count).getBytes(US_ASCII));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      Scanner answers = new Scanner(socket.getInputStream(), US_ASCII).useDelimiter("HTTP/1.1 ");
      for (int i = 0; i < count; i++) {
        assertThat(answers.hasNext()).as("answer %d", i).isTrue();
        assertThat(answers.next()).startsWith("200");
        if (i == count - 2) {
          break; // the last one has no delimiter behind it
        }
      }
      writer.join();
    }
    assertThat(server.model(CACHED).runs()).isEqualTo(1);
  }

  @Test
  void anUnloadedModelLeavesNothingBehind() throws Exception {
    server.infer("cached");
    server.repository().unload(new ModelId("cached", "1"));
    assertThat(server.get("/metrics").body()).contains("slipway_response_cache_bytes 0.0\n");
    server.load("cached", directory, CONFIG);
    server.infer("cached");

    assertThat(server.model(CACHED + 1).runs()).isEqualTo(1);
  }
}
