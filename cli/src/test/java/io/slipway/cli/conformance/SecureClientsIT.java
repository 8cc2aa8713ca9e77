// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.transport.testing.TestAuthority;
import io.slipway.transport.testing.TestAuthority.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Unmodified clients against a server that speaks TLS and asks who they are. */
@Tag("conformance")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class SecureClientsIT {
  private static final List<String> MODELS = List.of("iris", "digits");
  private static final String TOKEN = "alice-0123456789";
  private static final String IRIS_TOKEN = "iris-only-0123456789";
  private static final Path REQUEST = Checkout.examples().resolve("iris/request-v2.json");

  @TempDir private Path folder;
  private TestAuthority authority;
  private Issued client;
  private Path log;
  private SlipwayProcess server;

  @SuppressWarnings("NullAway.Init") // set before each test
  SecureClientsIT() {}

  @BeforeEach
  void start() throws Exception {
    authority = new TestAuthority(folder, "ca");
    Issued own = authority.issue("server");
    client = authority.issue("edge");
    Path tokens =
        Files.write(
            folder.resolve("tokens"),
            List.of(
                "alice " + TOKEN,
                "iris-only " + IRIS_TOKEN + " services=iris",
                "edge cert:CN:edge"));
    Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));
    log = folder.resolve("log.jsonl");
    List<String> options =
        List.of(
            "--tls-cert",
            own.certificate().toString(),
            "--tls-key",
            own.key().toString(),
            "--tls-client-ca",
            authority.certificate().toString(),
            "--tls-client-cert",
            "optional",
            "--tokens",
            tokens.toString(),
            "--payload-log",
            log.toString());
    server =
        SlipwayProcess.up(
            options,
            MODELS.stream()
                .map(model -> Checkout.examples().resolve(model).resolve("inferenceservice.yaml"))
                .toArray(Path[]::new));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void tritonClients() throws Exception {
    List<String> checks = new ArrayList<>(List.of("probes", "models of a client"));
    for (String way : List.of("http", "grpc", "http aio", "grpc aio", "grpc stream")) {
      checks.add(way + " with a token");
      checks.add(way + " with a certificate");
      checks.add(way + " with neither");
      checks.add(way + " with another token");
    }
    assertPass("triton_secure.py", checks);
    // two models, five ways, by token and by certificate
    await()
        .ignoreExceptions() // a line may be there in part
        .untilAsserted(() ->
            assertThat(types(log))
                .containsOnly(
                    "org.kubeflow.serving.inference.request",
                    "org.kubeflow.serving.inference.response")
                .hasSize(2 * 2 * 5 * 2));
  }

  @Test
  void kserveClients() throws Exception {
    List<String> checks = new ArrayList<>();
    for (String way : List.of("v1", "v2", "grpc")) {
      checks.add(way + " with a token");
      checks.add(way + " with a certificate");
      checks.add(way + " with neither");
    }
    assertPass("kserve_secure.py", checks);
  }

  private void assertPass(String script, List<String> checks)
      throws IOException, InterruptedException {
    PythonChecks.assertPass(
        server,
        script,
        checks,
        authority.certificate().toString(),
        client.certificate().toString(),
        client.key().toString(),
        TOKEN,
        IRIS_TOKEN);
  }

  private static List<String> types(Path log) throws IOException {
    List<String> types = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      JsonNode event = Json.parse(line);
      types.add(event.path("type").asText());
    }
    return types;
  }

  @Test
  void curl() throws Exception {
    String certificate = client.certificate().toString();
    String key = client.key().toString();
    for (String version : List.of("--http1.1", "--http2")) {
      for (String tls : List.of("1.2", "1.3")) {
        List<String> line = List.of(version, "--tlsv" + tls, "--tls-max", tls, "--cacert", ca());
        assertThat(infer(line, "--header", "Authorization: Bearer " + TOKEN)).isEqualTo("200");
        assertThat(infer(line, "--cert", certificate, "--key", key)).isEqualTo("200");
        assertThat(infer(line)).isEqualTo("401");
      }
    }
  }

  private String ca() {
    return authority.certificate().toString();
  }

  /** The status of a prediction. */
  private String infer(List<String> options, String... more)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(options);
    line.addAll(List.of(more));
    line.addAll(List.of("--header", "Content-Type: application/json"));
    line.addAll(List.of("--data-binary", "@" + REQUEST));
    line.addAll(List.of("--output", "/dev/null", "--write-out", "%{http_code}"));
    Command.Result result = curl(server.http() + "/v2/models/iris/infer", line);
    assertThat(result.exitCode()).as(() -> result.describe("failed")).isZero();
    return result.stdout();
  }

  private static Command.Result curl(String url, List<String> options)
      throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(List.of("curl", "--silent", "--show-error", "--max-time", "30"));
    line.addAll(options);
    line.add(url);
    return new Command(line, Checkout.root(), Loopback.WITHOUT_PROXY, Duration.ofMinutes(1)).run();
  }

  @Test
  void curlWithoutTrustIsRefused() throws Exception {
    int cannotVerify = 60;
    assertThat(curl(server.http() + "/v2/health/live", List.of()).exitCode())
        .isEqualTo(cannotVerify);
    TestAuthority other = new TestAuthority(folder, "other-ca");
    Issued mallory = other.issue("mallory");
    Issued expired =
        authority.issue(
            "expired",
            builder ->
                builder
                    .notBefore(Instant.now().minus(Duration.ofDays(3)))
                    .notAfter(Instant.now().minus(Duration.ofDays(2))));
    for (Issued bad : List.of(mallory, expired)) {
      Command.Result result =
          curl(
              server.http() + "/v2/health/live",
              List.of(
                  "--cacert",
                  ca(),
                  "--cert",
                  bad.certificate().toString(),
                  "--key",
                  bad.key().toString()));
      assertThat(result.exitCode()).as(() -> result.describe("was let in")).isNotZero();
    }
  }

  @Test
  void curlInPlainTextIsToldWhatToDo() throws Exception {
    String url = server.http().toString().replace("https://", "http://");
    assertThat(curl(url + "/v2", List.of()).stdout())
        .isEqualTo("{\"error\":\"this port speaks TLS only; use https\"}");
  }

  @Test
  void slipwayPredict() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    for (String protocol : List.of("v2", "grpc")) {
      Command.Result result =
          new Command(
                  List.of(
                      Checkout.launcher().toString(),
                      "predict",
                      "iris",
                      "--url",
                      server.http().toString(),
                      "--ca-cert",
                      ca(),
                      "--token",
                      "@" + token,
                      "--protocol",
                      protocol,
                      "-d",
                      "@" + REQUEST),
                  Checkout.root(),
                  Loopback.WITHOUT_PROXY,
                  Duration.ofMinutes(2))
              .run();
      assertThat(result.exitCode()).as(() -> result.describe("failed")).isZero();
      assertThat(Json.parse(result.stdout()).path("model_name").asText()).isEqualTo("iris");
    }
  }
}
