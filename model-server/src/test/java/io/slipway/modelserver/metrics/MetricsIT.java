// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.api.model.ModelId;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.payload.Destination;
import io.slipway.modelserver.payload.LogOptions;
import io.slipway.modelserver.payload.PayloadLogConfig;
import io.slipway.modelserver.payload.ServiceLogConfig;
import io.slipway.modelserver.payload.ServiceLogConfig.Mode;
import io.slipway.modelserver.testing.ProtoBytes;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.modelserver.testing.Security;
import io.slipway.modelserver.trace.TraceConfig;
import io.slipway.transport.codec.grpc.InferenceMethod;
import io.slipway.transport.grpc.GrpcClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsIT {
  private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");

  /** {@code | `name` | type | label, label | text |}. */
  private static final Pattern ROW =
      Pattern.compile(
          "\\| `((?:slipway|nv|request)_\\w+)` \\| (\\w+) \\| ([\\w, ]*) ?\\| [^|]+ \\|");

  private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) (\\w+)");
  private static final Pattern SAMPLE = Pattern.compile("(\\w+?)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

  private static final String QUEUE =
      "slipway_queue_length{model=\"m\",namespace=\"default\",version=\"1\"}";

  @TempDir private Path directory;

  /** What is told of a metric besides its name. */
  private record Kind(String type, Set<String> labels) {}

  @Test
  void theDocumentHasEveryMetricOfAScrapeAndNoOther() throws Exception {
    // with a limit that nobody reaches, so that refusals are counted, a log, and traces
    try (RunningServer server =
        new RunningServer(
            directory,
            Security.limits("rate=100000", ""),
            logTo("log.jsonl"),
            TraceConfig.off(directory.resolve("trace.json")))) {
      server.load("cached", directory, "response_cache { enable: true }");
      answerAndRefuseByEveryProtocol(server);

      assertThat(scraped(server)).isEqualTo(documented());
    }
  }

  private PayloadLogConfig logTo(String file) {
    return new PayloadLogConfig(
        new ServiceLogConfig(
            new Destination.File(directory.resolve(file)),
            Mode.ALL,
            List.of(),
            Map.of(),
            LogOptions.DEFAULTS),
        Map.of());
  }

  @Test
  void everyMetricIsExplainedInTheScrape() throws Exception {
    try (RunningServer server = new RunningServer(directory, SecurityConfig.OPEN)) {
      answerAndRefuseByEveryProtocol(server);
      String scrape = server.get("/metrics").body();

      assertThat(scraped(server).keySet())
          .allSatisfy(name -> assertThat(scrape).containsPattern("# HELP " + name + " \\S+"));
    }
  }

  @Test
  void tellsTheStateOfEveryModel() throws Exception {
    try (RunningServer server = new RunningServer(directory, SecurityConfig.OPEN)) {
      assertThat(value(server, state("m", "READY"))).isEqualTo(1);
      assertThat(value(server, state("m", "FAILED"))).isZero();
      assertThat(value(server, state("n", "READY"))).isEqualTo(1);
    }
  }

  @Test
  void whatAModelHasDoneStaysAsLongAsItIsThere() throws Exception {
    String answered = "slipway_inference_duration_seconds_count{model=\"m\"";
    try (RunningServer server = new RunningServer(directory, SecurityConfig.OPEN)) {
      assertThat(server.infer("m").statusCode()).isEqualTo(200);
      for (int i = 0; i < 3; i++) {
        assertThat(server.get("/metrics").body()).contains(answered);
      }

      server.repository().unload(new ModelId("m", "1"));

      assertThat(server.get("/metrics").body()).contains(answered); // told once more
      assertThat(server.get("/metrics").body()).doesNotContain(answered);
    }
  }

  @Test
  void tellsHowManyRequestsWait() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (RunningServer server = new RunningServer(directory, SecurityConfig.OPEN);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.model(0).onRun(release::await);
      List<Future<Integer>> asked = new ArrayList<>();
      for (int i = 0; i < 5; i++) { // two run at once
        asked.add(threads.submit(() -> server.infer("m").statusCode()));
      }
      try {
        await().untilAsserted(() -> assertThat(value(server, QUEUE)).isEqualTo(3));
      } finally {
        release.countDown();
      }
      for (Future<Integer> each : asked) {
        assertThat(each.get(20, TimeUnit.SECONDS)).isEqualTo(200);
      }
      assertThat(value(server, QUEUE)).isZero();
    }
  }

  @Test
  void tellsTheBytesOfBodiesThatAreHeld() throws Exception {
    try (RunningServer server = new RunningServer(directory, SecurityConfig.OPEN)) {
      try (Socket slow = new Socket(server.address().getAddress(), server.address().getPort())) {
        OutputStream out = slow.getOutputStream();
        out.write(
            "POST /v2/models/m/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[4000]);
        await()
            .untilAsserted(() ->
                assertThat(value(server, "slipway_buffered_bytes")).isGreaterThanOrEqualTo(4000));
      }
      await().untilAsserted(() -> assertThat(value(server, "slipway_buffered_bytes")).isZero());
    }
  }

  private static String state(String model, String state) {
    return "slipway_model_state{model=\"%s\",namespace=\"default\",version=\"1\",state=\"%s\"}"
        .formatted(model, state);
  }

  private static double value(RunningServer server, String series)
      throws IOException, InterruptedException {
    return server
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  private static void answerAndRefuseByEveryProtocol(RunningServer server) throws Exception {
    assertThat(server.infer("m").statusCode()).isEqualTo(200);
    assertThat(server.post("/v2/models/m/infer", "{\"inputs\": []}").statusCode()).isEqualTo(400);
    assertThat(server.infer("nope").statusCode()).isEqualTo(404);
    try (GrpcClient client = server.grpc()) {
      assertThat(
              client.call(
                  InferenceMethod.SERVER_LIVE.path(),
                  Map.of(),
                  new ProtoBytes().toByteArray(),
                  Duration.ofSeconds(20)))
          .isNotEmpty();
    }
  }

  private static Map<String, Kind> scraped(RunningServer server) throws Exception {
    Map<String, Kind> metrics = new TreeMap<>();
    String name = "";
    Set<String> labels = new TreeSet<>();
    for (String line : server.get("/metrics").body().split("\n", -1)) {
      Matcher type = TYPE.matcher(line);
      if (type.matches()) {
        name = type.group(1);
        labels = new TreeSet<>();
        metrics.put(name, new Kind(type.group(2), labels));
      }
      Matcher sample = SAMPLE.matcher(line);
      if (!line.startsWith("#") && sample.matches()) {
        assertThat(line).as("a sample of %s", name).startsWith(name);
        Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        while (label.find()) {
          labels.add(label.group(1));
        }
        labels.remove("le"); // of every histogram
      }
    }
    return metrics;
  }

  private static Map<String, Kind> documented() throws IOException {
    Map<String, Kind> metrics = new TreeMap<>();
    for (String line : Files.readAllLines(DOCUMENT)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        Set<String> labels = new TreeSet<>(List.of(row.group(3).strip().split(",\\s*", -1)));
        labels.remove("");
        assertThat(metrics.put(row.group(1), new Kind(row.group(2), labels)))
            .as("%s is in the table twice", row.group(1))
            .isNull();
      }
    }
    return metrics;
  }
}
