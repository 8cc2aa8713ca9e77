// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.websocket.WebSocket;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that become WebSockets. */
@Timeout(60)
class WebSocketIT {
  private static final String REQUEST =
      """
      GET /hold HTTP/1.1\r
      Host: localhost\r
      Connection: keep-alive, Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      """;

  private TestServer server;
  private HttpClient client;

  @BeforeEach
  void start() throws ListenException {
    server = new TestServer();
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  /** What the client hears. */
  private static final class Heard implements java.net.http.WebSocket.Listener {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final CountDownLatch pong = new CountDownLatch(1);

    @Override
    public @Nullable CompletionStage<?> onBinary(
        java.net.http.WebSocket socket, ByteBuffer data, boolean last) {
      while (data.hasRemaining()) {
        bytes.write(data.get());
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onText(
        java.net.http.WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(java.net.http.WebSocket socket, ByteBuffer data) {
      pong.countDown();
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(
        java.net.http.WebSocket socket, int code, String reason) {
      closed.complete(code);
      return null;
    }
  }

  private java.net.http.WebSocket open(Heard heard) throws InterruptedException {
    CompletableFuture<java.net.http.WebSocket> opening =
        client
            .newWebSocketBuilder()
            .subprotocols("second", "first")
            .buildAsync(URI.create("ws://localhost:" + server.port() + "/hold"), heard);
    upgraded = server.held().upgrade("second");
    return opening.join();
  }

  private @Nullable WebSocket upgraded;

  private WebSocket upgraded() {
    return Objects.requireNonNull(upgraded);
  }

  @Test
  void messagesGoBothWaysAndEitherSideMayClose() throws Exception {
    Heard heard = new Heard();
    java.net.http.WebSocket socket = open(heard);

    socket.sendText("hello", true).join();
    socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2}), false).join();
    socket.sendBinary(ByteBuffer.wrap(new byte[] {3}), true).join();
    socket.sendPing(ByteBuffer.allocate(0)).join();

    assertThat(socket.getSubprotocol()).isEqualTo("second");
    assertThat(upgraded().receive()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
    assertThat(upgraded().receive()).containsExactly(1, 2, 3);
    assertThat(heard.pong.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(upgraded().send(new byte[] {0, 7, 8, 0}, 1, 2)).isTrue();
    assertThat(upgraded().sendText("grüß".getBytes(StandardCharsets.UTF_8), 0, 6)).isTrue();
    upgraded().close(WebSocket.NORMAL, "done");
    assertThat(heard.closed.get(20, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL);
    assertThat(heard.bytes.toByteArray()).containsExactly(7, 8);
    assertThat(heard.text.toString()).isEqualTo("grüß");
    assertThat(upgraded().receive()).isNull();
    assertThat(upgraded().send(new byte[1], 0, 1)).isFalse();
  }

  @Test
  void aClientThatLeavesIsNoticed() throws Exception {
    java.net.http.WebSocket socket = open(new Heard());
    CountDownLatch gone = new CountDownLatch(1);
    upgraded().onGone(gone::countDown);

    socket.abort();

    assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(upgraded().receive()).isNull();
    CountDownLatch atOnce = new CountDownLatch(1);
    upgraded().onGone(atOnce::countDown);
    assertThat(atOnce.getCount()).isZero();
  }

  @Test
  void whoSendsFasterThanTheOtherSideReadsWaits() throws Exception {
    RawClient slow = raw();
    AtomicInteger sent = new AtomicInteger();
    byte[] message = new byte[64 << 10];
    Thread sender =
        Thread.ofVirtual()
            .start(() -> {
              try {
                for (int i = 0; i < 1000 && upgraded().send(message, 0, message.length); i++) {
                  sent.incrementAndGet();
                }
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
    sender.join(1000);

    assertThat(sender.isAlive()).isTrue();
    assertThat(sent.get()).isLessThan(500);
    slow.close();
    sender.join(20_000);
    assertThat(sender.isAlive()).isFalse();
  }

  @Test
  void whoIsNotReceivedIsNotRead() throws Exception {
    Heard heard = new Heard();
    java.net.http.WebSocket socket = open(heard);
    byte[] message = new byte[256 << 10];
    CompletableFuture<?> sending = CompletableFuture.completedFuture(null);
    for (int i = 0; i < 200; i++) {
      sending = sending.thenCompose(_ -> socket.sendBinary(ByteBuffer.wrap(message), true));
    }

    CompletableFuture<?> all = sending;
    assertThat(all).isNotDone();
    for (int i = 0; i < 200; i++) {
      assertThat(upgraded().receive()).hasSize(message.length);
    }
    all.get(20, TimeUnit.SECONDS);
    socket.abort();
  }

  /** A client that has sent its request, and reads nothing. */
  private RawClient raw() throws InterruptedException {
    RawClient raw = new RawClient(server, 8192);
    raw.send(REQUEST + "\r\n");
    upgraded = server.held().upgrade("");
    return raw;
  }

  @Test
  void aFrameWithoutAMaskEndsTheConnection() throws Exception {
    try (RawClient raw = raw()) {
      raw.send(new byte[] {(byte) 0x82, 1, 0});

      assertThat(upgraded().receive()).isNull();
    }
  }

  @Test
  void aMessageThatIsTooLongEndsTheConnection() throws Exception {
    try (RawClient raw = raw()) {
      raw.send(new byte[] {(byte) 0x82, (byte) 0xff, 0, 0, 0, 0, 0x10, 0, 0, 0, 1, 2, 3, 4});

      assertThat(upgraded().receive()).isNull();
    }
  }

  @Test
  void theAnswerIsThatOfTheStandard() throws Exception {
    try (RawClient raw = raw()) {
      RawClient.Answer answer = raw.answerToHead();

      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.head())
          .contains(
              "sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=\r\n", "connection: upgrade\r\n")
          .doesNotContain("content-length");
    }
  }

  @Test
  void aRequestForNoneIsToBeAnsweredAsOthers() throws Exception {
    HttpRequest plain =
        HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/hold")).build();
    var answer = client.sendAsync(plain, BodyHandlers.ofString());
    var exchange = server.held();

    assertThat(exchange.upgrade("")).isNull();
    exchange.respond(HttpResponse.empty(204));

    assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
  }

  @Test
  void aPageOfAnotherOriginGetsNone() throws Exception {
    try (RawClient raw = new RawClient(server)) {
      raw.send(REQUEST + "Origin: https://evil.example\r\n\r\n");

      assertThat(raw.answer().status()).isEqualTo(403);
    }
  }

  @Test
  void theEndOfTheServerIsSaid() throws Exception {
    Heard heard = new Heard();
    open(heard);

    server.close();

    assertThat(heard.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1001);
    assertThat(upgraded().receive()).isNull();
  }
}
