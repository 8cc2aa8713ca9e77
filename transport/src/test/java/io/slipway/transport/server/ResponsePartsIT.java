// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.http.ResponseStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers whose parts come one by one. */
@Timeout(60)
class ResponsePartsIT {
  private static final HttpResponse HEAD = new HttpResponse(200, "text/plain", List.of(), null);

  private TestServer server;

  @BeforeEach
  void start() throws ListenException {
    server = new TestServer(config -> config.writeStallTimeout(Duration.ofMillis(500)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path)).build();
  }

  private static HttpClient client(HttpClient.Version version) {
    return HttpClient.newBuilder().version(version).build();
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void sendsEachPartAtOnceAndGoesOnWithTheConnection(HttpClient.Version version)
      throws IOException, InterruptedException {
    try (HttpClient client = client(version)) {
      for (int round = 0; round < 3; round++) {
        CompletableFuture<java.net.http.HttpResponse<InputStream>> answer =
            client.sendAsync(get("/hold"), BodyHandlers.ofInputStream());
        ResponseStream stream = server.held().respondInParts(HEAD);
        InputStream body = answer.join().body();
        for (String part : List.of("one", "another", "x".repeat(100_000))) {
          stream.send(TestServer.output(part));
          assertThat(new String(body.readNBytes(part.length()), StandardCharsets.UTF_8))
              .isEqualTo(part);
        }
        stream.send(TestServer.output("last"));
        stream.end();
        assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("last");
        // the client may see the last bytes before the server knows that they have left
        await().atMost(Duration.ofSeconds(5)).until(() -> stream.unsent() == 0);
      }
      assertThat(server.server().openConnections()).isEqualTo(1);
    }
  }

  @Test
  void writesChunks() throws InterruptedException {
    try (RawClient client = new RawClient(server)) {
      client.send("GET /hold HTTP/1.1\r\nHost: localhost\r\n\r\n");
      ResponseStream stream = server.held().respondInParts(HEAD);
      stream.send(TestServer.output(""));
      stream.send(TestServer.output("0123456789abcdef"));
      stream.end();
      assertThat(client.answerToHead().head())
          .isEqualToIgnoringCase(
              "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n");
      String chunks = "10\r\n0123456789abcdef\r\n0\r\n\r\n";
      assertThat(read(client, chunks.length())).isEqualTo(chunks);
    }
  }

  private static String read(RawClient client, int bytes) {
    try {
      return new String(
          client.socket().getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void endsTheConnectionOfAClientThatKnowsNoChunks() throws InterruptedException {
    try (RawClient client = new RawClient(server)) {
      client.send("GET /hold HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      ResponseStream stream = server.held().respondInParts(HEAD);
      stream.send(TestServer.output("all of it"));
      stream.end();
      assertThat(client.answerToHead().head())
          .containsIgnoringCase("connection: close")
          .doesNotContainIgnoringCase("transfer-encoding");
      assertThat(read(client, 100)).isEqualTo("all of it");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void letsTheClientSeeThatAnAnswerWasCutOff(HttpClient.Version version)
      throws InterruptedException {
    try (HttpClient client = client(version)) {
      var answer = client.sendAsync(get("/hold"), BodyHandlers.ofInputStream());
      ResponseStream stream = server.held().respondInParts(HEAD);
      stream.send(TestServer.output("part"));
      InputStream body = answer.join().body();
      stream.abort();
      assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void tellsOfAClientThatGoesAway(HttpClient.Version version)
      throws IOException, InterruptedException {
    try (HttpClient client = client(version)) {
      var answer = client.sendAsync(get("/hold"), BodyHandlers.ofInputStream());
      ResponseStream stream = server.held().respondInParts(HEAD);
      CountDownLatch gone = new CountDownLatch(1);
      stream.onGone(gone::countDown);
      answer.join().body().close();
      assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
      stream.send(TestServer.output("for nobody"));
      CountDownLatch again = new CountDownLatch(1);
      stream.onGone(again::countDown);
      assertThat(again.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void doesNotTellOfAClientThatHasTheWholeAnswer() throws Exception {
    try (HttpClient client = client(HttpClient.Version.HTTP_1_1)) {
      var answer = client.sendAsync(get("/hold"), BodyHandlers.ofString());
      ResponseStream stream = server.held().respondInParts(HEAD);
      CountDownLatch gone = new CountDownLatch(1);
      stream.onGone(gone::countDown);
      stream.end();
      assertThat(answer.join().body()).isEmpty();
    }
    server.close();
    assertThat(server.server().openConnections()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void tellsWhenThereIsRoomAgain(HttpClient.Version version)
      throws IOException, InterruptedException {
    try (HttpClient client = client(version)) {
      var answer = client.sendAsync(get("/hold"), BodyHandlers.ofInputStream());
      ResponseStream stream = server.held().respondInParts(HEAD);
      byte[] part = new byte[1 << 20];
      for (int i = 0; i < 7; i++) {
        var output = io.slipway.transport.memory.OutputBuffer.allocate(part.length);
        output.writeBytes(part);
        stream.send(output);
      }
      CountDownLatch room = new CountDownLatch(1);
      stream.onRoom(() -> {
        room.countDown();
        stream.end();
      });
      assertThat(answer.join().body().readAllBytes()).hasSize(7 << 20);
      assertThat(room.getCount()).isZero();
      await().atMost(Duration.ofSeconds(5)).until(() -> stream.unsent() == 0);
    }
  }

  @Test
  void cutsOffAClientThatReadsNothing() throws InterruptedException {
    try (RawClient client = new RawClient(server, 4096)) {
      client.send("GET /hold HTTP/1.1\r\nHost: localhost\r\n\r\n");
      ResponseStream stream = server.held().respondInParts(HEAD);
      CountDownLatch gone = new CountDownLatch(1);
      stream.onGone(gone::countDown);
      stream.send(TestServer.output("x".repeat(7 << 20)));
      assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(server.hits(TransportObserver.Limit.WRITE_STALL)).isEqualTo(1);
  }

  @Test
  void cutsOffAStreamThatIsGivenMoreThanMayWait() throws InterruptedException {
    try (RawClient client = new RawClient(server, 4096)) {
      client.send("GET /hold HTTP/1.1\r\nHost: localhost\r\n\r\n");
      ResponseStream stream = server.held().respondInParts(HEAD);
      CountDownLatch gone = new CountDownLatch(1);
      stream.onGone(gone::countDown);
      for (int i = 0; i < 12; i++) {
        stream.send(TestServer.output("x".repeat(1 << 20)));
      }
      assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(server.hits(TransportObserver.Limit.WRITE_STALL)).isZero();
  }

  @Test
  void doesNotTakeAQuietStreamForAStalledOne() throws InterruptedException {
    try (RawClient client = new RawClient(server).http2();
        RawClient stalled = new RawClient(server, 4096)) {
      client.send(RawClient.get(1, "/hold"));
      ResponseStream stream = server.held().respondInParts(HEAD);
      client.next(RawClient.HEADERS);
      // whoever is given up began later than the quiet stream
      stalled.send("GET /hold HTTP/1.1\r\nHost: localhost\r\n\r\n");
      ResponseStream other = server.held().respondInParts(HEAD);
      CountDownLatch gone = new CountDownLatch(1);
      other.onGone(gone::countDown);
      other.send(TestServer.output("x".repeat(7 << 20)));
      assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
      stream.send(TestServer.output("still there"));
      stream.end();
      assertThat(client.answerOf(1)).isEqualTo("still there");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void answersHeadWithoutTheParts(HttpClient.Version version)
      throws IOException, InterruptedException {
    try (HttpClient client = client(version)) {
      HttpRequest head = HttpRequest.newBuilder(get("/hold").uri()).HEAD().build();
      var answer = client.sendAsync(head, BodyHandlers.ofString());
      ResponseStream stream = server.held().respondInParts(HEAD);
      stream.send(TestServer.output("nobody sees this"));
      stream.end();
      assertThat(answer.join().body()).isEmpty();
      assertThat(client.send(get("/a"), BodyHandlers.ofString()).body()).contains("/a");
    }
  }

  @Test
  void takesOneAnswerOnly() throws InterruptedException {
    try (HttpClient client = client(HttpClient.Version.HTTP_1_1)) {
      var answer = client.sendAsync(get("/hold"), BodyHandlers.ofString());
      HttpExchange exchange = server.held();
      exchange.respondInParts(HEAD).end();
      assertThatThrownBy(() -> exchange.respondInParts(HEAD))
          .isInstanceOf(IllegalStateException.class);
      assertThat(answer.join().statusCode()).isEqualTo(200);
    }
  }
}
