// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class Http1IT {
  private static final String HOST = "Host: localhost\r\n";

  private TestServer server;
  private RawClient client;

  @BeforeEach
  void start() throws ListenException {
    server = new TestServer(config -> config.maxBodyBytes(100_000).maxBufferedBytes(150_000));
    client = new RawClient(server);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    assertThat(server.server().bufferedBytes()).isZero();
    assertThat(server.server().openConnections()).isZero();
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\n" + HOST + "\r\n";
  }

  private static String post(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\n"
        + HOST
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @Test
  void answersOneRequestAfterAnotherOnOneConnection() {
    for (int i = 0; i < 3; i++) {
      RawClient.Answer answer = client.send(get("/a?b=" + i)).answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"path\":\"/a\",\"query\":\"b=" + i + "\"}");
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      requests.append(post(i % 3 == 0 ? "/later" : "/echo", "body " + i));
    }
    client.send(requests.toString());
    for (int i = 0; i < 200; i++) {
      assertThat(client.answer().body()).isEqualTo("body " + i);
    }
  }

  /** The loop is kept busy until the request and the end of its client are both there. */
  @ParameterizedTest
  @CsvSource({"EPOLL, 10", "EPOLL, 20000000", "NIO, 10", "NIO, 20000000"})
  void answersARequestThatIsFoundTogetherWithTheEndOfItsClient(IoMode mode, int size)
      throws Exception {
    try (TestServer other = new TestServer(config -> config.io(mode));
        RawClient ending = new RawClient(other);
        RawClient blocking = new RawClient(other)) {
      ending.send(get("/a")).answer();
      blocking.send(get("/block"));
      other.held();
      ending.send(get("/large?" + size));
      ending.shutdownOutput();
      other.unblock();
      assertThat(blocking.answer().status()).isEqualTo(204);
      assertThat(ending.answer().body()).hasSize(size);
      assertThat(ending.isClosed()).isTrue();
      await().until(() -> other.server().openConnections() == 1);
    }
  }

  @Test
  void takesARequestByteByByte() {
    for (char c : post("/echo", "hello").toCharArray()) {
      client.send(String.valueOf(c));
    }
    assertThat(client.answer().body()).isEqualTo("hello");
  }

  @Test
  void takesChunks() {
    client.send("POST /echo HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n");
    client.send("5\r\nhello\r\n").send("6;x=y\r\n world\r\n0\r\nT: x\r\n\r\n");
    assertThat(client.answer().body()).isEqualTo("hello world");
    assertThat(client.send(post("/echo", "next")).answer().body()).isEqualTo("next");
  }

  @Test
  void asksForABodyThatWaitsToBeAsked() {
    client.send("POST /echo HTTP/1.1\r\n" + HOST + "Expect: 100-continue\r\n");
    client.send("Content-Length: 5\r\n\r\n");
    assertThat(client.answer().status()).isEqualTo(100);
    assertThat(client.send("hello").answer().body()).isEqualTo("hello");
  }

  @Test
  void doesNotAskForABodyThatIsTooLarge() {
    client.send("POST /echo HTTP/1.1\r\n" + HOST + "Expect: 100-continue\r\n");
    client.send("Content-Length: 500000\r\n\r\n");
    assertThat(client.answer().status()).isEqualTo(413);
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void sendsNoBodyInAnswerToHead() {
    RawClient.Answer answer = client.send("HEAD /a HTTP/1.1\r\n" + HOST + "\r\n").answerToHead();
    assertThat(answer.head()).contains("content-length: 28");
    assertThat(client.send(get("/b")).answer().status()).isEqualTo(200);
  }

  @Test
  void closesAfterAnHttp10RequestUnlessAskedNotTo() {
    client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assertThat(client.answer().head()).contains("connection: keep-alive");
    client.send("GET /a HTTP/1.0\r\n\r\n");
    assertThat(client.answer().status()).isEqualTo(200);
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void makesAFailureTheAnswer() {
    RawClient.Answer answer = client.send(get("/throw")).answer();
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.head()).contains("retry-after: 1\r\n");
    assertThat(answer.body()).isEqualTo("{\"error\":\"not \\\"now\\\"\\n\"}");
    assertThat(client.send(get("/a")).answer().status()).isEqualTo(200);
  }

  @Test
  void sendsTheFirstAnswerOnly() {
    RawClient.Answer answer = client.send(get("/twice")).answer();
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.head()).doesNotContain("content-length");
    assertThat(client.send(get("/a")).answer().status()).isEqualTo(200);
  }

  @Test
  void takesACancelActionFromAnotherThread() throws InterruptedException {
    client.send(get("/hold-from-another-thread"));
    HttpExchange exchange = server.held();
    client.close();
    await().until(() -> server.cancelled() == 1);
    exchange.respond(HttpResponse.empty(204)); // goes nowhere
  }

  @Test
  void tellsTheServiceThatTheClientWentAway() throws InterruptedException {
    client.send(get("/hold"));
    HttpExchange exchange = server.held();
    client.close();
    await().until(() -> server.cancelled() == 1);
    exchange.respond(HttpResponse.json(200, TestServer.output("too late")));
    assertThatThrownBy(() -> exchange.respond(HttpResponse.empty(200)))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET / HTTP/1.1\\r\\n\\r\\n|400|Host",
        "GET / HTTP/1.1\\nHost: a\\n\\n|400|bare LF",
        "GARBAGE\\r\\n\\r\\n|400|request line",
        "POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 1\\r\\nTransfer-Encoding:"
            + " chunked\\r\\n\\r\\n|400|both",
        "POST / HTTP/1.1\\r\\nHost: localhost\\r\\nTransfer-Encoding:"
            + " chunked\\r\\n\\r\\nxyz\\r\\n|400|chunk size",
        "POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 100001\\r\\n\\r\\n|413|100000",
        "GET / HTTP/3.0\\r\\nHost: localhost\\r\\n\\r\\n|505|HTTP/3.0",
        "GET / HTTP/1.1\\r\\nHost: rebound.example.org\\r\\n\\r\\n|403|DNS rebinding",
        "POST / HTTP/1.1\\r\\nHost: localhost\\r\\nOrigin:"
            + " https://example.org\\r\\n\\r\\n|403|cross-site"
      })
  void refusesAndCloses(String request, int status, String message) {
    client.send(request.replace("\\r", "\r").replace("\\n", "\n"));
    RawClient.Answer answer = client.answer();
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.head()).contains("connection: close");
    assertThat(answer.body()).startsWith("{\"error\":\"").contains(message);
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void refusesALineOrHeaderThatNeverEnds() {
    client.trySend(("GET /" + "x".repeat(9000)).getBytes(StandardCharsets.US_ASCII));
    assertThat(client.answer().status()).isEqualTo(414);
    try (RawClient other = new RawClient(server)) {
      other.trySend(
          ("GET / HTTP/1.1\r\nX: " + "x".repeat(30_000)).getBytes(StandardCharsets.US_ASCII));
      assertThat(other.answer().status()).isEqualTo(431);
    }
  }

  @Test
  void refusesChunksBeyondTheLimitAndLetsTheClientReadWhy() {
    client.send("POST /echo HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n");
    String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
    for (int i = 0; i < 20; i++) {
      client.send(chunk);
    }
    assertThat(client.answer().status()).isEqualTo(413);
  }

  @Test
  void refusesBodiesThatTogetherAreTooMuch() {
    String half =
        "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 90000\r\n\r\n" + "x".repeat(80_000);
    client.send(half);
    await().until(() -> server.server().bufferedBytes() >= 80_000);
    try (RawClient other = new RawClient(server)) {
      RawClient.Answer answer = other.send(half).answer();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.head()).contains("retry-after: 1");
      assertThat(answer.body()).contains("overloaded");
    }
    assertThat(client.send("x".repeat(10_000)).answer().body()).hasSize(90_000);
    assertThat(server.hits(TransportObserver.Limit.BUFFERED_BYTES)).isEqualTo(1);
  }

  @Test
  void givesBackTheMemoryOfABodyThatIsNotFinished() {
    client.send("POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 90000\r\n\r\n" + "x".repeat(9));
    await().until(() -> server.server().bufferedBytes() > 0);
    client.close();
    await().until(() -> server.server().bufferedBytes() == 0);
  }

  @ParameterizedTest
  @EnumSource(
      value = IoMode.class,
      names = {"EPOLL", "NIO"})
  void servesInEveryMode(IoMode mode) throws ListenException {
    try (TestServer other = new TestServer(config -> config.io(mode));
        RawClient caller = new RawClient(other)) {
      assertThat(caller.send(post("/later", "x".repeat(50_000))).answer().body()).hasSize(50_000);
    }
  }
}
