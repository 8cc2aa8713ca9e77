// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.server.HostPolicy;
import io.slipway.transport.server.ListenException;
import io.slipway.transport.server.TransportConfig;
import io.slipway.transport.server.TransportObserver;
import io.slipway.transport.server.TransportServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrpcClientIT {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int MAX = 1 << 20;

  private TransportServer server;
  private GrpcClient client;

  @BeforeEach
  void start() throws ListenException {
    server =
        TransportServer.start(
            TransportConfig.defaults(),
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            HostPolicy.loopback(_ -> false),
            exchange -> exchange.respond(HttpResponse.empty(404)),
            GrpcClientIT::serve,
            TransportObserver.NONE);
    client = connect(null);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private GrpcClient connect(@Nullable String authority) {
    return GrpcClient.connect(server.addresses().getFirst(), authority, MAX, LONG);
  }

  private static void serve(GrpcCall call) {
    switch (call.path()) {
      case "/echo" -> {
        OutputBuffer output = OutputBuffer.allocate(16);
        output.writeBytes(call.message().bytes());
        output.writeUtf8(String.valueOf(call.metadata().get("x-name")));
        call.respond(output);
      }
      case "/large" -> {
        OutputBuffer output = OutputBuffer.allocate(MAX + 1);
        output.writeBytes(new byte[MAX + 1]);
        call.respond(output);
      }
      case "/hold" -> call.onCancel(() -> {});
      default -> throw new ServingException(ErrorCode.NOT_FOUND, "größer\nals 100%");
    }
  }

  private static void assertFails(ErrorCode code, String message, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(ServingException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  @Test
  void givesTheAnswerToEveryCall() {
    for (int size : new int[] {0, 100, 900_000}) {
      byte[] answer = client.call("/echo", Map.of("X-Name", "abc"), new byte[size], LONG);
      assertThat(answer).hasSize(size + 3).endsWith('a', 'b', 'c');
    }
  }

  @Test
  void throwsWhatTheServerFailedWith() {
    assertFails(
        ErrorCode.NOT_FOUND,
        "größer\nals 100%",
        () -> client.call("/nothing", Map.of(), new byte[0], LONG));
  }

  @Test
  void givesUpAtTheDeadlineAndServesTheNextCall() {
    assertFails(
        ErrorCode.DEADLINE_EXCEEDED,
        "",
        () -> client.call("/hold", Map.of(), new byte[0], Duration.ofMillis(100)));
    assertThat(client.call("/echo", Map.of("x-name", ""), new byte[0], LONG)).isEmpty();
  }

  @Test
  void boundsTheAnswer() {
    assertFails(
        ErrorCode.TOO_LARGE, "1048576", () -> client.call("/large", Map.of(), new byte[0], LONG));
  }

  @Test
  void namesTheHostItIsTold() {
    try (GrpcClient foreign = connect("evil.example.org")) {
      assertFails(
          ErrorCode.PERMISSION_DENIED,
          "evil.example.org",
          () -> foreign.call("/echo", Map.of(), new byte[0], LONG));
    }
  }

  @Test
  void saysThatNothingAnswers() {
    server.close();
    assertFails(
        ErrorCode.UNAVAILABLE,
        "port " + server.addresses().getFirst().getPort(),
        () -> connect(null));
    assertFails(
        ErrorCode.UNAVAILABLE, "ended", () -> client.call("/echo", Map.of(), new byte[0], LONG));
  }
}
