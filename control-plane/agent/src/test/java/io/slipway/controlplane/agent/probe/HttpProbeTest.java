// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.controlplane.agent.probe.HttpProbe.Purpose;
import io.slipway.controlplane.agent.spec.ProbeAction.HttpGet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@SuppressWarnings("NullAway.Init") // before each test
class HttpProbeTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  @TempDir Path directory;
  private final CompletableFuture<List<String>> asked = new CompletableFuture<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    over.countDown();
    server.close();
  }

  /** Answers one request, and then neither closes the connection nor says anything more. */
  private void answer(String answer) {
    Thread.ofVirtual()
        .start(() -> {
          try (Socket socket = server.accept()) {
            BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            List<String> lines = new ArrayList<>();
            for (String line = in.readLine();
                line != null && !line.isEmpty();
                line = in.readLine()) {
              lines.add(line);
            }
            asked.complete(lines);
            socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
            over.await();
          } catch (IOException | InterruptedException e) {
            asked.completeExceptionally(e);
          }
        });
  }

  private ProbeResult get(String scheme, Map<String, String> headers, Duration timeout)
      throws IOException {
    HttpGet probe = new HttpGet(scheme, "", "", "/healthz?full=1", headers);
    return HttpProbe.get(probe, "127.0.0.1", server.getLocalPort(), timeout, Purpose.PROBE);
  }

  @Test
  void sendsTheHeadersThatItIsGiven() throws IOException {
    answer(OK + "Content-Length: 0\r\n\r\n");

    ProbeResult result = get("HTTP", Map.of("host", "models.example", "X-Mine", "1"), LONG);

    assertThat(result.success()).isTrue();
    assertThat(asked.join())
        .containsExactly(
            "GET /healthz?full=1 HTTP/1.1",
            "Host: models.example",
            "Accept: */*",
            "Connection: close",
            "User-Agent: kube-probe/slipway",
            "X-Mine: 1");
  }

  @ParameterizedTest
  @CsvSource({"Connection, close", "Expect, 100-continue", "Upgrade, h2c", "Host, a.example"})
  void anyHeaderCanBeSent(String name, String value) throws IOException {
    answer("HTTP/1.1 100 Continue\r\n\r\n" + OK + "Content-Length: 2\r\n\r\nok");

    assertThat(get("HTTP", Map.of(name, value), LONG).success()).isTrue();
    assertThat(asked.join()).contains(name + ": " + value);
  }

  @Test
  void aHeaderIsNoSecondRequest() {
    assertThatThrownBy(() -> get("HTTP", Map.of("X-Mine", "1\r\n\r\nGET / HTTP/1.1"), LONG))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nX-Begun:",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "HTTP/1.1 200 OK\r\n\r\nno end"
      })
  void theTimeIsForTheWholeAnswer(String begun) throws IOException {
    answer(begun);

    ProbeResult result = get("HTTP", Map.of(), Duration.ofMillis(200));

    assertThat(result.success()).isFalse();
    assertThat(result.message()).startsWith("Get \"http://127.0.0.1:").endsWith(": timeout");
  }

  @Test
  void aLongBodyIsNotReadToItsEnd() throws IOException {
    answer(OK + "Content-Length: 1000000\r\n\r\n" + "x".repeat(10 << 10));

    assertThat(get("HTTP", Map.of(), LONG).success()).isTrue();
  }

  @Test
  void aBodyMayComeInChunks() throws IOException {
    answer(OK + "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n1\r\nd\r\n0\r\n\r\n");

    assertThat(get("HTTP", Map.of(), LONG).success()).isTrue();
  }

  @Test
  void theStatusDecides() throws IOException {
    answer("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");

    assertThat(get("HTTP", Map.of(), LONG).message())
        .isEqualTo("HTTP probe failed with statuscode: 503");
  }

  @Test
  void everyCertificateIsBelieved() throws Exception {
    int port = server.getLocalPort();
    server.close();
    server =
        context()
            .getServerSocketFactory()
            .createServerSocket(port, 10, InetAddress.getLoopbackAddress());
    answer(OK + "Content-Length: 2\r\n\r\nok");

    assertThat(get("HTTPS", Map.of(), LONG)).isEqualTo(ProbeResult.SUCCESS);
  }

  private SSLContext context() throws IOException, InterruptedException, GeneralSecurityException {
    Path file = directory.resolve("keys");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=other.example",
                "-keystore",
                file.toString(),
                "-storepass",
                "secret-of-test",
                "-alias",
                "it")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    char[] password = "secret-of-test".toCharArray();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, password);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }
}
