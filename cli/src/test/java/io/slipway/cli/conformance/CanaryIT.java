// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.cli.testing.Iris;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A second revision that gets a part of the requests, then all, then none, while people ask. */
@Tag("conformance")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class CanaryIT {
  private static final int REQUESTS = 1_000;

  @TempDir private Path folder;

  @Test
  void getsItsPercentAndIsPromotedAndRolledBackWithoutALostRequest() throws Exception {
    try (SlipwayProcess server = SlipwayProcess.up()) {
      Kubectl kubectl = new Kubectl(server.kubeconfig());
      apply(kubectl, 1, "");
      String url = kubectl.output("get", "isvc", "iris", "-o", "jsonpath={.status.url}");
      Asking asking = new Asking(URI.create(url + "/v2/models/iris/infer"));
      try {
        apply(kubectl, 2, "canaryTrafficPercent: 20");
        assertThat(kubectl.output("get", "isvc", "iris"))
            .containsPattern("True +80 +20 +iris-predictor-00001 +iris-predictor-00002");

        asking.forget();
        asking.awaitAnswers(REQUESTS);
        // 20 % of 1000 with a standard deviation of 12.6: seven of them are as good as never
        // exceeded
        assertThat(asking.share("2")).isBetween(0.11, 0.29);
        assertThat(asking.share("1")).isBetween(0.71, 0.89);

        apply(kubectl, 2, "");
        kubectl.output("wait", "--for=delete", "pod/iris-predictor-00001-0", "--timeout=50s");
        asking.forget();
        asking.awaitAnswers(REQUESTS);
        assertThat(asking.share("2")).isEqualTo(1);

        apply(kubectl, 2, "canaryTrafficPercent: 0");
        assertThat(kubectl.output("get", "isvc", "iris")).containsPattern("True +100 +0 ");
        asking.forget();
        asking.awaitAnswers(REQUESTS);
        assertThat(asking.share("1")).isEqualTo(1);
      } finally {
        asking.end();
      }
    }
  }

  private void apply(Kubectl kubectl, int workers, String canary) throws Exception {
    String service =
        """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata:
          name: iris
        spec:
          predictor:
            %s
            model:
              modelFormat:
                name: onnx
              args: [--workers=%d]
              storageUri: %s
        """
            .formatted(canary, workers, Iris.model().toUri());
    Path manifest = Files.writeString(folder.resolve("iris.yaml"), service);
    kubectl.output("apply", "-f", manifest.toString());
    String generation =
        kubectl.output("get", "isvc", "iris", "-o", "jsonpath={.metadata.generation}");
    kubectl.output(
        "wait",
        "--for=jsonpath={.status.observedGeneration}=" + generation,
        "isvc/iris",
        "--timeout=50s");
    kubectl.output("wait", "--for=condition=Ready", "isvc/iris", "--timeout=50s");
  }

  /** Asks all the time, and counts who answers; what is no answer fails the end. */
  private static final class Asking {
    private final HttpRequest request;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread thread;

    Asking(URI url) throws IOException {
      this.request =
          HttpRequest.newBuilder(url).POST(BodyPublishers.ofString(Iris.v2Request())).build();
      this.thread = Thread.ofPlatform().name("asking").start(this::run);
    }

    private void run() {
      while (!ended.get()) {
        try {
          HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
          if (answer.statusCode() == 200) {
            count(answers, version(answer.body()));
          } else {
            count(failures, answer.statusCode() + " " + answer.body());
          }
        } catch (IOException e) {
          count(failures, e.toString());
        } catch (InterruptedException _) {
          return;
        }
      }
    }

    private static String version(String body) {
      int at = body.indexOf("\"model_version\":\"") + "\"model_version\":\"".length();
      return body.substring(at, body.indexOf('"', at));
    }

    private static void count(Map<String, LongAdder> counts, String what) {
      counts.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }

    void forget() {
      answers.clear();
    }

    void awaitAnswers(int count) {
      await().atMost(60, TimeUnit.SECONDS).until(() -> all() >= count);
    }

    private long all() {
      return answers.values().stream().mapToLong(LongAdder::sum).sum();
    }

    double share(String version) {
      LongAdder some = answers.get(version);
      return some == null ? 0 : (double) some.sum() / all();
    }

    void end() throws InterruptedException {
      ended.set(true);
      thread.join();
      client.close();
      assertThat(failures).isEmpty();
    }
  }
}
