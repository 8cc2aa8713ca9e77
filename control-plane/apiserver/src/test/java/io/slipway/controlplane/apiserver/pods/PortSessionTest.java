// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PortSessionTest {
  private final FakeSocket socket = new FakeSocket();

  private static Socket connect(ServerSocket server) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
  }

  @Test
  void bytesGoBothWaysBehindTheNumberOfThePort() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread session =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  PortSession.run(socket, List.of(258), _ -> connect(server));
                } catch (InterruptedException _) {
                  Thread.currentThread().interrupt();
                }
              });
      try (Socket pod = server.accept()) {
        socket.says(0, "question");
        assertThat(new String(pod.getInputStream().readNBytes(8), StandardCharsets.UTF_8))
            .isEqualTo("question");
        pod.getOutputStream().write("answer".getBytes(StandardCharsets.UTF_8));
        await().until(() -> socket.heard(0).endsWith("answer"));
      }
      session.join();
    }

    assertThat(socket.messages().get(0)).containsExactly(0, 2, 1);
    assertThat(socket.messages().get(1)).containsExactly(1, 2, 1);
    assertThat(socket.closed()).isDone();
  }

  @Test
  void aPortThatNobodyListensOnIsSaidOnItsChannelOfErrors() throws Exception {
    PortSession.run(
        socket,
        List.of(80),
        _ -> {
          throw new IOException("connection refused");
        });

    assertThat(socket.heard(1)).endsWith("error forwarding port 80: connection refused");
  }

  @Test
  void aClientThatLeavesClosesItsConnection() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread session =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  PortSession.run(socket, List.of(80), _ -> connect(server));
                } catch (InterruptedException _) {
                  Thread.currentThread().interrupt();
                }
              });
      try (Socket pod = server.accept()) {
        socket.leaves();

        assertThat(pod.getInputStream().read()).isEqualTo(-1);
        session.join();
      }
    }
  }
}
