// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import static io.slipway.modelserver.payload.LoggedEvents.REQUEST;
import static io.slipway.modelserver.payload.LoggedEvents.RESPONSE;
import static io.slipway.modelserver.payload.LoggedEvents.parse;
import static io.slipway.modelserver.payload.LoggedEvents.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.payload.ServiceLogConfig.Mode;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.transport.testing.EventCollector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs with different destinations and limits, and changes of them, on a running server. */
class PayloadLogIT {
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

  private ServiceLogConfig toCollector(Mode mode, String options) {
    return to(Destination.parse(collector.url()), mode, options);
  }

  private RunningServer server(PayloadLogConfig payloads) throws IOException {
    return new RunningServer(directory, SecurityConfig.OPEN, payloads);
  }

  private RunningServer loggingAll() throws IOException {
    return server(new PayloadLogConfig(toCollector(Mode.ALL, ""), Map.of()));
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
      JsonNode event = parse(Files.readString(file));
      assertThat(event.get("type").asText()).isEqualTo(RESPONSE);
      assertThat(event.get("data").get("model_name").asText()).isEqualTo("m");
    }
    assertThat(collector.waiting()).isZero();
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
      LoggedEvents.Pair events = LoggedEvents.pair(collector);
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
      assertThat(LoggedEvents.pair(collector).request().attribute("inferenceservicename"))
          .isEqualTo("mine");
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
