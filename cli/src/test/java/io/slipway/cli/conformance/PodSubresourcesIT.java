// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.TextNode;
import io.slipway.cli.testing.Cli;
import io.slipway.cli.testing.PodPlatform;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logs, commands and ports of Pods, as {@code kubectl} and the Python client use them. */
@Tag("conformance")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class PodSubresourcesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  @TempDir private static Path directory;
  private static PodPlatform platform;
  private static Kubectl kubectl;

  @SuppressWarnings("NullAway.Init") // set before each test
  PodSubresourcesIT() {}

  @BeforeAll
  static void start() throws Exception {
    platform = PodPlatform.start(directory);
    kubectl = new Kubectl(platform.kubeconfig());
    pod("quiet", "Always", "echo one; echo two; sleep 1000");
    kubectl.output("wait", "--for=condition=Ready", "pod/quiet", "--timeout=60s");
  }

  @AfterAll
  static void stop() throws Exception {
    kubectl.output("delete", "pods", "--all", "--grace-period=1", "--timeout=60s");
    platform.close();
  }

  /** A Pod of one container, a script of the shell. */
  private static void pod(String name, String restartPolicy, String script) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve(name + ".json"),
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},
             "spec":{"restartPolicy":"%s","containers":[{"name":"c","image":"any",
              "command":["/bin/sh","-c",%s]}]}}
            """
                .formatted(name, restartPolicy, TextNode.valueOf(script)));
    kubectl.output("apply", "-f", file.toString());
  }

  private static String field(String pod, String path) throws IOException, InterruptedException {
    return kubectl.output("get", "pod", pod, "-o", "jsonpath={" + path + "}");
  }

  private static void awaitField(String pod, String path, String value) {
    await().atMost(LIMIT).until(() -> field(pod, path), value::equals);
  }

  @Test
  void logsAreShownWholeOrInPart() throws Exception {
    assertThat(kubectl.output("logs", "quiet")).isEqualTo("one\ntwo\n");
    assertThat(kubectl.output("logs", "quiet", "-c", "c", "--tail=1")).isEqualTo("two\n");
    assertThat(kubectl.output("logs", "quiet", "--limit-bytes=5")).isEqualTo("one\nt");
    assertThat(kubectl.output("logs", "quiet", "--since=1h")).isEqualTo("one\ntwo\n");
    assertThat(kubectl.output("logs", "quiet", "--since-time=2100-01-01T00:00:00Z")).isEmpty();
    assertThat(kubectl.output("logs", "quiet", "--timestamps").lines())
        .allSatisfy(line -> assertThat(line).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z (one|two)"));
  }

  @Test
  void aLogIsFollowedToTheEndOfItsContainer() throws Exception {
    pod("lines", "Never", "for i in 1 2 3 4 5; do echo line $i; sleep 0.3; done");
    await().atMost(LIMIT).until(() -> kubectl.run("logs", "lines").exitCode() == 0);

    assertThat(kubectl.output("logs", "-f", "lines"))
        .isEqualTo("line 1\nline 2\nline 3\nline 4\nline 5\n");
  }

  @Test
  void ourOwnCommandShowsLogsToo() throws Exception {
    String kubeconfig = platform.kubeconfig().toString();
    pod("own", "Never", "for i in 1 2 3; do echo line $i; sleep 0.2; done");
    await().atMost(LIMIT).until(() -> kubectl.run("logs", "own").exitCode() == 0);

    Cli.Result tail = Cli.run("logs", "quiet", "--tail", "1", "--kubeconfig", kubeconfig);
    Cli.Result follow = Cli.run("logs", "pod/own", "-f", "--kubeconfig", kubeconfig);
    Cli.Result nobody = Cli.run("logs", "nobody", "--kubeconfig", kubeconfig);

    assertThat(tail.out()).as(tail.err()).isEqualTo("two\n");
    assertThat(follow.out()).as(follow.err()).isEqualTo("line 1\nline 2\nline 3\n");
    assertThat(nobody.exitCode()).isEqualTo(1);
    assertThat(nobody.err()).contains("pods \"nobody\" not found");
  }

  @Test
  void theRunBeforeHasItsOwnLog() throws Exception {
    pod("crashes", "OnFailure", "date +%s%N; exit 1");
    awaitField("crashes", ".status.containerStatuses[0].restartCount", "1");

    String previous = kubectl.output("logs", "-p", "crashes");

    assertThat(previous).matches("\\d+\n");
    assertThat(kubectl.run("logs", "-p", "quiet").describe(""))
        .contains("previous terminated container \"c\" in pod \"quiet\" not found");
  }

  @Test
  void whatHasNoLogIsSaidInKubernetesWords() throws Exception {
    kubectl.output("run", "picture", "--image=any", "--restart=Never");
    awaitField("picture", ".status.containerStatuses[0].state.waiting.reason", "ErrImageNeverPull");

    assertThat(kubectl.run("logs", "picture").describe(""))
        .contains("(BadRequest): container \"picture\" in pod \"picture\" is waiting to start:");
    assertThat(kubectl.run("logs", "nobody").describe(""))
        .contains("(NotFound): pods \"nobody\" not found");
    assertThat(kubectl.run("logs", "quiet", "-c", "d").describe(""))
        .contains("container d is not valid for pod quiet");
    assertThat(kubectl.run("logs", "quiet", "--since=1s", "--since-time=2026-01-01T00:00:00Z"))
        .extracting(Command.Result::exitCode)
        .isEqualTo(1);
  }

  @Test
  void aCommandHasItsOutputErrorsAndExitCode() throws Exception {
    Command.Result result =
        kubectl.run("exec", "quiet", "--", "sh", "-c", "echo out; echo err >&2; exit 3");

    assertThat(result.stdout()).isEqualTo("out\n");
    assertThat(result.stderr()).contains("err\n", "exit code 3");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(kubectl.run("exec", "quiet", "--", "true").exitCode()).isZero();
    assertThat(kubectl.run("exec", "quiet", "--", "no-such-program").describe(""))
        .contains("no-such-program");
  }

  @Test
  void aCommandReadsInputToItsEnd() throws Exception {
    Command.Result result = kubectl.runWithInput("a\nb\n", "exec", "-i", "quiet", "--", "wc", "-l");

    assertThat(result.stdout().strip()).as(result.describe("")).isEqualTo("2");
  }

  @Test
  void muchOutputComesWhole() throws Exception {
    String output = kubectl.output("exec", "quiet", "--", "seq", "1", "400000");

    assertThat(output).startsWith("1\n2\n").endsWith("\n399999\n400000\n").hasSize(2688895);
  }

  @Test
  void aCommandMayHaveATerminal() throws Exception {
    Command plain = kubectl.command("exec", "-it", "quiet", "--", "sh", "-c", "tty; exit 4");
    String line = String.join(" ", plain.line()).replace("tty; exit 4", "'tty; exit 4'");

    Command.Result result =
        new Command(
                List.of("script", "-qec", line, "/dev/null"),
                plain.folder(),
                plain.environment(),
                LIMIT)
            .run();

    assertThat(result.stdout()).as(result.describe("")).contains("/dev/pts/");
    assertThat(result.exitCode()).isEqualTo(4);
  }

  @Test
  void filesAreCopied() throws Exception {
    Path file = directory.resolve("random");
    byte[] bytes = new byte[1 << 20];
    new Random(1).nextBytes(bytes);
    Files.write(file, bytes);
    Path there = directory.resolve("there");
    Path back = directory.resolve("back");

    kubectl.output("cp", file.toString(), "quiet:" + there);
    kubectl.output("cp", "quiet:" + there, back.toString());

    assertThat(there).hasBinaryContent(bytes);
    assertThat(back).hasBinaryContent(bytes);
  }

  @Test
  void whoAttachesSeesWhatIsPrintedFromThenOn() throws Exception {
    pod("chatty", "Never", "for i in $(seq 1 40); do echo tick $i; sleep 0.2; done");
    awaitField("chatty", ".status.phase", "Running");

    assertThat(kubectl.output("attach", "chatty")).contains("tick 39\ntick 40\n");
  }

  @Test
  void whoAttachesMayGiveInput() throws Exception {
    kubectl.output(
        "run",
        "reads",
        "--image=any",
        "--restart=Never",
        "--stdin",
        "--overrides={\"spec\":{\"containers\":[{\"name\":\"reads\",\"image\":\"any\",\"stdin\":true,\"stdinOnce\":true,\"command\":[\"sh\",\"-c\",\"wc"
            + " -c; sleep 1; echo bye\"]}]}}",
        "--attach=false");
    awaitField("reads", ".status.phase", "Running");

    Command.Result result = kubectl.runWithInput("12345", "attach", "-i", "reads");

    assertThat(result.stdout()).as(result.describe("")).contains("5\nbye\n");
    awaitField("reads", ".status.phase", "Succeeded");
    assertThat(kubectl.run("attach", "-i", "quiet").describe("")).contains("takes no input");
  }

  @Test
  void aContainerMayHaveATerminal() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("terminal.json"),
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"terminal"},
             "spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"any","tty":true,
              "command":["/bin/sh","-c","tty; exit 6"]}]}}
            """);
    kubectl.output("apply", "-f", file.toString());

    awaitField("terminal", ".status.phase", "Failed");
    assertThat(kubectl.output("logs", "terminal")).contains("/dev/pts/");
    assertThat(field("terminal", ".status.containerStatuses[0].state.terminated.exitCode"))
        .isEqualTo("6");
  }

  @Test
  void aPortIsForwarded() throws Exception {
    pod(
        "web",
        "Never",
        "mkdir -p w && cd w && seq 1 100000 > numbers"
            + " && exec python3 -m http.server --bind 0.0.0.0 18473");
    awaitField("web", ".status.phase", "Running");
    Command forward = kubectl.command("port-forward", "pod/web", ":18473");
    ProcessBuilder builder = new ProcessBuilder(forward.line()).redirectErrorStream(true);
    builder.environment().putAll(forward.environment());
    Process process = builder.start();
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        HttpClient client = HttpClient.newHttpClient()) {
      URI numbers = URI.create("http://127.0.0.1:" + port(lines) + "/numbers");
      List<Integer> sizes = new ArrayList<>();
      await()
          .atMost(LIMIT)
          .ignoreException(IOException.class)
          .until(() -> size(client, numbers) == 588895);
      for (int i = 0; i < 5; i++) {
        sizes.add(size(client, numbers));
      }

      assertThat(sizes).containsOnly(588895);
    } finally {
      process.destroy();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static int size(HttpClient client, URI uri) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
    return client.send(request, BodyHandlers.ofByteArray()).body().length;
  }

  private static String port(BufferedReader lines) throws IOException {
    Pattern forwarding = Pattern.compile("Forwarding from 127\\.0\\.0\\.1:(\\d+) -> .*");
    StringBuilder seen = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher matcher = forwarding.matcher(line);
      if (matcher.matches()) {
        return matcher.group(1);
      }
      seen.append(line).append('\n');
    }
    throw new AssertionError("kubectl port-forward ended: " + seen);
  }

  @Test
  void whatHappenedToAPodIsTold() throws Exception {
    pod("fails", "Always", "exit 1");

    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(kubectl.output("events", "--for", "pod/fails"))
                .contains("Scheduled", "Started container c", "BackOff"));
    assertThat(kubectl.output("describe", "pod", "quiet"))
        .contains("Successfully assigned default/quiet to here", "slipway-agent");
    assertThat(kubectl.output("get", "events")).containsPattern("Warning +BackOff +pod/fails");
  }

  @Test
  void aPodInsideTheProcessTakesNoCommands() throws Exception {
    kubectl.output("run", "model", "--image=slipway/test");
    kubectl.output("wait", "--for=condition=Ready", "pod/model", "--timeout=60s");

    assertThat(kubectl.run("exec", "model", "--", "true").describe(""))
        .contains("has no process of its own");
  }

  @Test
  void thePythonClientDoesTheSame() throws Exception {
    pod("echo", "Never", "exec python3 " + Checkout.python().resolve("echo_server.py") + " 18474");
    awaitField("echo", ".status.phase", "Running");

    Command.Result result =
        PythonEnvironment.open()
            .script(
                "kubernetes_pods.py", platform.kubeconfig().toString(), "quiet", "echo", "18474")
            .run();

    assertThat(result.exitCode()).as(result.describe("")).isZero();
    assertThat(result.stdout().lines())
        .containsExactly("log", "follow", "exec", "exit code", "input", "ports");
  }
}
