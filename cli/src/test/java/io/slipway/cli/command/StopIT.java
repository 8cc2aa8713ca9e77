// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.cli.testing.Iris;
import io.slipway.cli.testing.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a serving process ends when it is told to. */
class StopIT {
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalLetsTheRequestUnderWayEnd(String signal) throws Exception {
    byte[] body = Iris.request().getBytes(StandardCharsets.UTF_8);
    try (ServerProcess server = ServerProcess.start("serve", "iris=" + Iris.model())) {
      URI http = server.awaitReady().http();
      try (Socket client = new Socket(http.getHost(), http.getPort())) {
        begin(client, body);

        server.signal(signal);
        awaitRefusal(http);
        client.getOutputStream().write(body, body.length / 2, body.length - body.length / 2);

        String answer = readAll(client.getInputStream());
        assertThat(answer)
            .startsWith("HTTP/1.1 200 OK\r\n")
            .containsIgnoringCase("connection: close");
        Iris.assertIsAnswer(answer.substring(answer.indexOf("\r\n\r\n")));
      }
      assertThat(server.awaitExit()).as("exit code after SIG%s", signal).isZero();
      assertThat(server.stderr())
          .contains("stopping", "draining 1 connections", "READY -> UNLOADING", "UNLOADED");
    }
  }

  /** A request that the server has begun to read, with half of its body. */
  private static void begin(Socket client, byte[] body) throws IOException {
    OutputStream out = client.getOutputStream();
    String head =
        """
        POST /v1/models/iris:predict HTTP/1.1
        Host: localhost
        Content-Type: application/json
        Content-Length: %d
        Expect: 100-continue

        """
            .formatted(body.length)
            .replace("\n", "\r\n");
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    byte[] answer = client.getInputStream().readNBytes(CONTINUE.length());
    assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo(CONTINUE);
    out.write(body, 0, body.length / 2);
  }

  private static void awaitRefusal(URI http) {
    await()
        .untilAsserted(() -> {
          try (Socket late = new Socket(http.getHost(), http.getPort())) {
            throw new AssertionError("connected to " + late.getRemoteSocketAddress());
          } catch (ConnectException _) {
            // what is waited for
          }
        });
  }

  private static String readAll(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }
}
