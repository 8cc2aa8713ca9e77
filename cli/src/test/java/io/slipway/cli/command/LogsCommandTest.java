// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.testing.Cli;
import io.slipway.cli.testing.FakeKubeApi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogsCommandTest {
  private static final String PODS = "/api/v1/namespaces/lab/pods";
  private static final String TWO_PODS =
      """
      {"kind": "PodList", "apiVersion": "v1", "metadata": {"resourceVersion": "7"}, "items": [
        {"metadata": {"name": "old", "creationTimestamp": "2026-01-01T00:00:00Z"},
         "status": {"phase": "Succeeded"}},
        {"metadata": {"name": "new", "creationTimestamp": "2026-01-02T00:00:00Z"},
         "status": {"phase": "Running"}}]}
      """;

  @TempDir private Path folder;
  private FakeKubeApi api;

  @BeforeEach
  void startApi() throws IOException {
    api = new FakeKubeApi();
  }

  @AfterEach
  void stopApi() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "web | ",
        "pod/web | ",
        "po/web | ",
        "web -c main | ?container=main",
        "web -f --tail 5 | ?follow=true&tailLines=5",
        "web --timestamps -p --tail=0 | ?previous=true&timestamps=true&tailLines=0",
      })
  void theOptionsAreWhatTheApiIsAskedFor(String line, String query) throws IOException {
    String request = "GET " + PODS + "/web/log" + (query == null ? "" : query);
    api.on(request, 200, "one\ntwo\n");

    Cli.Result result = run("logs " + line);

    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualTo("one%ntwo%n".formatted());
    assertThat(api.requests()).extracting(FakeKubeApi.Request::line).containsExactly(request);
  }

  @Test
  void ofSomethingThatHasPodsOneIsTaken() throws IOException {
    api.on(
        "GET /apis/serving.kserve.io/v1beta1/namespaces/lab/inferenceservices/iris",
        "{\"kind\": \"InferenceService\", \"metadata\": {\"name\": \"iris\"}}");
    api.on(
        "GET " + PODS + "?labelSelector=serving.kserve.io%2Finferenceservice%3Diris&limit=500",
        TWO_PODS);
    api.on("GET " + PODS + "/new/log", 200, "ready\n");

    Cli.Result result = run("logs isvc/iris");

    assertThat(result.err()).isEqualTo("Found 2 pods, using pod/new%n".formatted());
    assertThat(result.out()).isEqualTo("ready%n".formatted());
  }

  @Test
  void ofAServiceItIsThatOfItsSelector() throws IOException {
    api.on(
        "GET /api/v1/namespaces/lab/services/web",
        "{\"kind\": \"Service\", \"spec\": {\"selector\": {\"app\": \"web\", \"tier\": \"x\"}}}");
    api.on("GET " + PODS + "?labelSelector=app%3Dweb%2Ctier%3Dx&limit=500", TWO_PODS);
    api.on("GET " + PODS + "/new/log", 200, "ready\n");

    assertThat(run("logs svc/web").out()).isEqualTo("ready%n".formatted());
  }

  @Test
  void ofAllPodsWithLabelsEachIsShown() throws IOException {
    api.on("GET " + PODS + "?labelSelector=a%3Db&limit=500", TWO_PODS);
    api.on("GET " + PODS + "/new/log", 200, "new\n");
    api.on("GET " + PODS + "/old/log", 200, "old\n");

    assertThat(run("logs -l a=b").out()).isEqualTo("new%nold%n".formatted());
    assertThat(run("logs -l a=b -f").err())
        .contains("2 Pods have the labels a=b (expected: one; its name is one of new, old)");
  }

  @Test
  void whatTheApiRefusesIsOneLine() throws IOException {
    api.on(
        "GET " + PODS + "/web/log",
        400,
        "{\"kind\": \"Status\", \"code\": 400, \"reason\": \"BadRequest\","
            + " \"message\": \"a container name must be specified\"}");

    Cli.Result result = run("logs web");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "slipway: Error from server (BadRequest): a container name must be specified%n"
                .formatted());
  }

  @Test
  void aLongLogIsShownWhole() throws IOException {
    api.on(
        "GET " + PODS + "/web/log",
        200,
        out -> {
          for (int i = 0; i < 5_000; i++) {
            out.write(("line " + i + "\n").getBytes(StandardCharsets.UTF_8));
          }
        });

    assertThat(run("logs web").out().lines()).hasSize(5_000).last().isEqualTo("line 4999");
  }

  private Cli.Result run(String line) throws IOException {
    List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
    words.addAll(List.of("--kubeconfig", api.kubeconfig(folder).toString()));
    return Cli.run(words.toArray(String[]::new));
  }
}
