// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.agent.spec.ProbeAction.Grpc;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpcProbeTest {
  private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
  private static final byte[] HEADERS = {0, 0, 1, 1, 4, 0, 0, 0, 1, (byte) 0x88};

  /** A server that answers with recorded frames: settings, headers, a message, trailers. */
  @ParameterizedTest
  @CsvSource({"1, true, ''", "2, false, service unhealthy (responded with status 2)"})
  void theBodyOfTheAnswerDecides(byte status, boolean success, String message) throws IOException {
    byte[] data = {0, 0, 7, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 8, status};
    byte[] trailers = {0, 0, 1, 1, 5, 0, 0, 0, 1, (byte) 0x88};

    assertThat(check(SETTINGS, HEADERS, data, trailers))
        .isEqualTo(new ProbeResult(success, message));
  }

  @ParameterizedTest
  @CsvSource({"1", "7"})
  void anAnswerWithoutABodyIsAFailure(byte type) throws IOException {
    byte[] end = {0, 0, 1, type, 5, 0, 0, 0, 1, (byte) 0x88};

    assertThat(check(SETTINGS, end).success()).isFalse();
  }

  private static ProbeResult check(byte[]... frames) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering = Thread.ofVirtual().start(() -> answer(server, frames));
      ProbeResult result =
          GrpcProbe.check(
              new Grpc(server.getLocalPort(), "svc"), "127.0.0.1", Duration.ofSeconds(5));
      answering.interrupt();
      return result;
    }
  }

  private static void answer(ServerSocket server, byte[][] frames) {
    try (Socket socket = server.accept()) {
      OutputStream out = socket.getOutputStream();
      for (byte[] frame : frames) {
        out.write(frame);
      }
      out.flush();
      InputStream in = socket.getInputStream();
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      if (!server.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
