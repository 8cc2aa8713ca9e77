// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.cli.testing.Http;
import io.slipway.cli.testing.Iris;
import io.slipway.transport.testing.EventCollector;
import io.slipway.transport.testing.EventCollector.Event;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an applied service says of its requests: how many it takes, and where they are logged. */
@Tag("conformance")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class AppliedRulesIT {
  private static final Duration LIMIT = Duration.ofSeconds(50);
  private static final String TYPE = "org.kubeflow.serving.inference.";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "slipway.io/isolation: process"})
  void limitsHoldAndEventsComeWhereverTheModelRuns(String isolation) throws Exception {
    try (EventCollector collector = new EventCollector();
        SlipwayProcess server = SlipwayProcess.up()) {
      Kubectl kubectl = new Kubectl(server.kubeconfig());
      String annotations =
          """
          team: blue
              slipway.io/limits: rate=0.001,burst=2
              slipway.io/payload-log: events=100
              %s
          """
              .formatted(isolation);
      apply(kubectl, service(annotations, logger(collector, "all")));
      URI url = url(kubectl);

      HttpResponse<String> first = ask(url);
      assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
      assertThat(ask(server.http()).statusCode()).isEqualTo(200);
      HttpResponse<String> refused = ask(url);

      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(refused.body()).contains("service 'default/iris' is over its limit of 0.001");
      Map<String, String> bodies = new HashMap<>();
      for (int i = 0; i < 4; i++) {
        Event event = collector.next();
        assertAttributes(event);
        bodies.put(event.attribute("type"), event.text());
      }
      assertThat(bodies).containsOnlyKeys(TYPE + "request", TYPE + "response");
      assertThat(bodies.get(TYPE + "request")).isEqualTo(Iris.request());
      Iris.assertIsAnswer(String.valueOf(bodies.get(TYPE + "response")));
      assertThat(collector.waiting()).isZero();
      kubectl.output("delete", "isvc", "iris", "--timeout=50s");
      // its process, which would outlive the server
      await().atMost(LIMIT).until(() -> kubectl.output("get", "pods", "-o", "name").isBlank());
    }
  }

  private static void assertAttributes(Event event) {
    assertThat(event.attribute("specversion")).isEqualTo("1.0");
    assertThat(event.attribute("id")).hasSize(36);
    assertThat(event.attribute("source")).isEqualTo("/serving/default/iris");
    assertThat(event.attribute("inferenceservicename")).isEqualTo("iris");
    assertThat(event.attribute("namespace")).isEqualTo("default");
    assertThat(event.attribute("component")).isEqualTo("predictor");
    assertThat(event.attribute("endpoint")).isEqualTo("default");
    assertThat(event.attribute("annotations")).isEqualTo("{\"team\":\"blue\"}");
    assertThat(event.attribute("metadata")).contains("Content-Type");
  }

  @Test
  void changesAreTakenOverWithoutALostRequestOrANewRevision() throws Exception {
    try (EventCollector collector = new EventCollector();
        SlipwayProcess server = SlipwayProcess.up()) {
      Kubectl kubectl = new Kubectl(server.kubeconfig());
      apply(kubectl, service("slipway.io/limits: bytes=10", ""));
      URI url = url(kubectl);
      assertThat(ask(url).statusCode()).isEqualTo(413);
      annotate(kubectl, "slipway.io/limits=concurrent=9");
      await().atMost(LIMIT).until(() -> ask(url).statusCode() == 200);

      try (Asking asking = new Asking(url)) {
        annotate(kubectl, "slipway.io/limits=concurrent=8,bytes=1MiB");
        patch(kubectl, "{mode: request, url: '%s'}".formatted(collector.url()));
        Event request = collector.next();
        assertThat(request.attribute("type")).isEqualTo(TYPE + "request");
        patch(kubectl, "{mode: response}");
        awaitType(collector, "response");
        annotate(kubectl, "slipway.io/limits=speed=9");
        kubectl.output("wait", "--for=condition=Ready=false", "isvc/iris", "--timeout=50s");
        assertThat(kubectl.output("describe", "isvc", "iris"))
            .contains("metadata.annotations[slipway.io/limits]: 'speed=9' (expected: rate");
        annotate(kubectl, "slipway.io/limits-");
        kubectl.output("wait", "--for=condition=Ready", "isvc/iris", "--timeout=50s");
        patch(kubectl, "null");
        asking.awaitMore(20);
      }

      await()
          .during(Duration.ofSeconds(1))
          .atMost(LIMIT)
          .until(() -> ask(url).statusCode() == 200 && taken(collector) == 0);
      assertThat(kubectl.output("get", "pods", "-o", "name").strip())
          .isEqualTo("pod/iris-predictor-00001-0");
    }
  }

  private static int taken(EventCollector collector) throws InterruptedException {
    int taken = 0;
    while (collector.waiting() > 0) {
      collector.next();
      taken++;
    }
    return taken;
  }

  private static void awaitType(EventCollector collector, String type) throws InterruptedException {
    while (!collector.next().attribute("type").equals(TYPE + type)) {
      // those that were logged before
    }
  }

  @Test
  void bothRevisionsOfACanaryAreUnderTheRulesOfTheirService() throws Exception {
    try (EventCollector collector = new EventCollector();
        SlipwayProcess server = SlipwayProcess.up()) {
      Kubectl kubectl = new Kubectl(server.kubeconfig());
      String limits = "slipway.io/limits: rate=0.001,burst=20";
      apply(kubectl, service("", ""));
      String canary = logger(collector, "request") + "\n    canaryTrafficPercent: 50";
      apply(
          kubectl, service(limits, canary).replace("model:", "model:\n      args: [--workers=1]"));
      URI url = url(kubectl);
      assertThat(kubectl.output("get", "isvc", "iris")).containsPattern("True +50 +50 ");

      for (int i = 0; i < 20; i++) {
        assertThat(ask(url).statusCode()).isEqualTo(200);
        assertThat(collector.next().attribute("type")).isEqualTo(TYPE + "request");
      }
      assertThat(ask(url).statusCode()).isEqualTo(429);
    }
  }

  /** A service with these lines among its annotations and in its predictor. */
  private static String service(String annotations, String predictor) {
    return """
    apiVersion: serving.kserve.io/v1beta1
    kind: InferenceService
    metadata:
      name: iris
      annotations:
        example.com/note: ""
        %s
    spec:
      predictor:
        %s
        model:
          modelFormat:
            name: onnx
          storageUri: %s
    """
        .formatted(annotations.strip(), predictor, Iris.model().toUri());
  }

  private static String logger(EventCollector collector, String mode) {
    return "logger: {url: '%s', mode: %s, metadataHeaders: [%s], metadataAnnotations: [team]}"
        .formatted(collector.url(), mode, "Content-Type");
  }

  private void apply(Kubectl kubectl, String service) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("iris.yaml"), service);
    kubectl.output("apply", "-f", file.toString());
    awaitReady(kubectl);
  }

  private static void awaitReady(Kubectl kubectl) throws IOException, InterruptedException {
    String generation =
        kubectl.output("get", "isvc", "iris", "-o", "jsonpath={.metadata.generation}");
    kubectl.output(
        "wait",
        "--for=jsonpath={.status.observedGeneration}=" + generation,
        "isvc/iris",
        "--timeout=50s");
    kubectl.output("wait", "--for=condition=Ready", "isvc/iris", "--timeout=50s");
  }

  private static void annotate(Kubectl kubectl, String annotation)
      throws IOException, InterruptedException {
    kubectl.output("annotate", "--overwrite", "isvc", "iris", annotation);
  }

  /** Changes the logger, which is given as YAML. */
  private static void patch(Kubectl kubectl, String logger)
      throws IOException, InterruptedException {
    String patch = "spec: {predictor: {logger: " + logger + "}}";
    kubectl.output("patch", "isvc", "iris", "--type=merge", "-p", patch);
    awaitReady(kubectl);
  }

  private static URI url(Kubectl kubectl) throws IOException, InterruptedException {
    return URI.create(kubectl.output("get", "isvc", "iris", "-o", "jsonpath={.status.url}"));
  }

  private static HttpResponse<String> ask(URI base) throws IOException, InterruptedException {
    return Http.post(URI.create(base + "/v1/models/iris:predict"), Iris.request());
  }

  /** Asks all the time; what is no answer fails the end. */
  private static final class Asking implements AutoCloseable {
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread thread;

    Asking(URI url) {
      thread = Thread.ofPlatform().name("asking").start(() -> run(url));
    }

    private void run(URI url) {
      while (!ended.get()) {
        try {
          HttpResponse<String> answer = ask(url);
          if (answer.statusCode() == 200) {
            answers.incrementAndGet();
          } else {
            failures.add(answer.statusCode() + " " + answer.body());
          }
        } catch (IOException e) {
          failures.add(e.toString());
        } catch (InterruptedException _) {
          return;
        }
      }
    }

    void awaitMore(int count) {
      int before = answers.get();
      await().atMost(LIMIT).until(() -> answers.get() >= before + count);
    }

    @Override
    public void close() {
      ended.set(true);
      try {
        thread.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      assertThat(failures).isEmpty();
    }
  }
}
