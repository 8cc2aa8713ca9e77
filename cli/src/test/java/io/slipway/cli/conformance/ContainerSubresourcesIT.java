// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.TextNode;
import io.slipway.cli.testing.PodPlatform;
import io.slipway.controlplane.agent.testing.TestImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logs, commands and ports of Pods that podman or docker runs, as {@code kubectl} uses them. */
@Tag("conformance")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@SuppressWarnings("NullAway.Init") // before all tests
final class ContainerSubresourcesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  @TempDir private static Path directory;
  @TempDir private static Path files;
  private static TestImage image;
  private static PodPlatform platform;
  private static Kubectl kubectl;

  @BeforeAll
  static void start() throws Exception {
    Optional<TestImage> made = TestImage.make(files);
    assumeTrue(made.isPresent(), "no container runtime answers: install podman or docker");
    image = made.orElseThrow();
    platform = PodPlatform.start(directory, image.choice());
    kubectl = new Kubectl(platform.kubeconfig());
    pod("trial", "Never", "exit 0", "");
    awaitEnd("trial");
    assumeTrue(
        field("trial", ".status.phase").equals("Succeeded"),
        () -> "the container runtime of this machine starts nothing");
    pod("quiet", "Always", "echo one; echo two; exec sleep 1000", "");
    kubectl.output("wait", "--for=condition=Ready", "pod/quiet", "--timeout=60s");
  }

  @AfterAll
  static void stop() throws Exception {
    if (image != null) {
      kubectl.output("delete", "pods", "--all", "--grace-period=1", "--timeout=60s");
      platform.close();
      image.remove();
    }
  }

  private static void pod(String name, String restartPolicy, String script, String more)
      throws Exception {
    kubectl.output(
        "run",
        name,
        "--image=" + image.name(),
        "--restart=" + restartPolicy,
        "--overrides={\"spec\":{\"containers\":[{\"name\":\"%s\",\"image\":\"%s\",\"args\":[%s]%s}]}}"
            .formatted(name, image.name(), TextNode.valueOf(script), more));
  }

  private static String field(String pod, String path) throws IOException, InterruptedException {
    return kubectl.output("get", "pod", pod, "-o", "jsonpath={" + path + "}");
  }

  private static void awaitEnd(String pod) {
    await()
        .atMost(LIMIT)
        .until(() -> List.of("Succeeded", "Failed").contains(field(pod, ".status.phase")));
  }

  @Test
  void aLogIsShownAndFollowed() throws Exception {
    pod("lines", "Never", "for i in 1 2 3; do echo line $i; sleep 0.3; done", "");
    await().atMost(LIMIT).until(() -> kubectl.run("logs", "lines").exitCode() == 0);

    assertThat(kubectl.output("logs", "-f", "lines")).isEqualTo("line 1\nline 2\nline 3\n");
    assertThat(kubectl.output("logs", "quiet", "--tail=1")).isEqualTo("two\n");
  }

  @Test
  void aCommandRunsInTheContainer() throws Exception {
    Command.Result result =
        kubectl.run("exec", "quiet", "--", "sh", "-c", "pwd; echo err >&2; exit 3");
    Command.Result reads = kubectl.runWithInput("a\nb\n", "exec", "-i", "quiet", "--", "cat");

    assertThat(result.stdout()).isEqualTo("/www\n");
    assertThat(result.stderr()).contains("err\n", "exit code 3");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(reads.stdout()).as(reads.describe("")).isEqualTo("a\nb\n");
  }

  @Test
  void whoAttachesMayGiveInput() throws Exception {
    pod("reads", "Never", "cat; sleep 1; echo bye", ",\"stdin\":true,\"stdinOnce\":true");
    await().atMost(LIMIT).until(() -> field("reads", ".status.phase").equals("Running"));

    Command.Result result = kubectl.runWithInput("12345\n", "attach", "-i", "reads");

    assertThat(result.stdout()).as(result.describe("")).contains("12345\nbye\n");
    awaitEnd("reads");
    assertThat(field("reads", ".status.phase")).isEqualTo("Succeeded");
  }

  @Test
  void aPortIsForwarded() throws Exception {
    assumeTrue(image.serves(), "no busybox on this machine");
    pod("web", "Never", "exec httpd -f -p 18475 -h /www", "");
    await().atMost(LIMIT).until(() -> field("web", ".status.phase").equals("Running"));
    Command forward = kubectl.command("port-forward", "pod/web", ":18475");
    ProcessBuilder builder = new ProcessBuilder(forward.line()).redirectErrorStream(true);
    builder.environment().putAll(forward.environment());
    Process process = builder.start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      int port = port(lines);

      await()
          .atMost(LIMIT)
          .ignoreException(IOException.class)
          .until(() -> page(port).endsWith("hello\n"));
    } finally {
      process.destroy();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static String page(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write("GET /index.html HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static int port(BufferedReader lines) throws IOException {
    Pattern forwarding = Pattern.compile("Forwarding from 127\\.0\\.0\\.1:(\\d+) -> .*");
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher matcher = forwarding.matcher(line);
      if (matcher.matches()) {
        return Integer.parseInt(matcher.group(1));
      }
    }
    throw new AssertionError("kubectl port-forward ended");
  }

  @Test
  void anotherAgentFindsTheContainerAgain() throws Exception {
    platform.replaceAgent();

    Command.Result result = kubectl.run("exec", "quiet", "--", "true");

    assertThat(result.exitCode()).as(result.describe("")).isZero();
    assertThat(field("quiet", ".status.containerStatuses[0].restartCount")).isEqualTo("0");
  }
}
