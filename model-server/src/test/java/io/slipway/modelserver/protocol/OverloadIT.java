// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.testing.RunningServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that has no place for a request says so before the body has come. */
class OverloadIT {
  private static final String SLOW =
      """
      instance_group { count: 1 }
      dynamic_batching { default_queue_policy { max_queue_size: 1 } }
      """;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"/v2/models/slow/infer", "/v1/models/slow:predict"})
  void refusesByTheHeadAndServesWhatFollows(String path) throws Exception {
    overloaded(server -> {
      try (Socket client = new Socket(server.address().getAddress(), server.address().getPort())) {
        client.setSoTimeout(20_000);
        send(client, "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\n");
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        assertThat(readTo(in, "try again later\"}"))
            .startsWith("HTTP/1.1 503")
            .contains("Retry-After: 1", "1 requests waiting, its limit");
        send(client, "bodyGET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(readTo(in, "\r\n")).startsWith("HTTP/1.1 200");
      }
      assertThat(server.metrics().scrape())
          .contains(
              "nv_inference_request_failure{model=\"slow\",namespace=\"default\",version=\"1\",reason=\"REJECTED\"}"
                  + " 1\n");
    });
  }

  @Test
  void letsOtherModelsIn() throws Exception {
    overloaded(server -> assertThat(server.infer("m").statusCode()).isEqualTo(200));
  }

  private interface Check {
    void with(RunningServer server) throws Exception;
  }

  /** With a model that runs one request and has another one waiting. */
  private void overloaded(Check check) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (RunningServer server = new RunningServer(directory, SecurityConfig.OPEN);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.load("slow", directory, SLOW);
      server
          .model(2)
          .onRun(() -> {
            begun.countDown();
            release.await();
          });
      try {
        Future<HttpResponse<String>> runs = threads.submit(() -> server.infer("slow"));
        assertThat(begun.await(20, TimeUnit.SECONDS)).as("the first one runs").isTrue();
        Future<HttpResponse<String>> waits = threads.submit(() -> server.infer("slow"));
        await().untilAsserted(() -> assertThat(server.queueLength("slow")).isOne());
        check.with(server);
        release.countDown();
        assertThat(runs.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(waits.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      } finally {
        release.countDown();
      }
    }
  }

  private static void send(Socket client, String text) throws IOException {
    OutputStream out = client.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** What comes before a line that ends so, without a newline behind it. */
  private static String readTo(BufferedReader in, String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (!read.toString().endsWith(end)) {
      read.append((char) in.read());
    }
    return read.toString();
  }
}
