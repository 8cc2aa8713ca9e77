// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.transport.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Http2IT {
  private TestServer server;

  @BeforeEach
  void start() throws ListenException {
    server = new TestServer(config -> config.maxBodyBytes(4_000_000));
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(server.server().bufferedBytes()).isZero();
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + server.port() + path);
  }

  private HttpRequest post(String path, byte[] body) {
    return HttpRequest.newBuilder(uri(path))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  @Test
  void upgradesAndGoesOn() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      for (int i = 0; i < 3; i++) {
        byte[] body = ("body " + i).getBytes(StandardCharsets.UTF_8);
        var answer = client.send(post("/later", body), BodyHandlers.ofByteArray());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.body()).isEqualTo(body);
      }
    }
  }

  @Test
  void answersManyStreamsAtOnce() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      client.send(post("/echo", new byte[1]), BodyHandlers.ofByteArray());
      List<CompletableFuture<byte[]>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        byte[] body = new byte[100_000];
        body[0] = (byte) i;
        answers.add(
            client
                .sendAsync(post(i % 2 == 0 ? "/echo" : "/later", body), BodyHandlers.ofByteArray())
                .thenApply(answer -> answer.body()));
      }
      for (int i = 0; i < 50; i++) {
        assertThat(answers.get(i).join()).hasSize(100_000).startsWith((byte) i);
      }
    }
  }

  @Test
  void takesAndGivesLargeBodies() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      var answer = client.send(post("/echo", new byte[3_000_000]), BodyHandlers.ofByteArray());
      assertThat(answer.body()).hasSize(3_000_000);
    }
  }

  @Test
  void refusesABodyThatIsTooLarge() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      client.send(post("/echo", new byte[1]), BodyHandlers.ofByteArray());
      var answer = client.send(post("/echo", new byte[4_000_001]), BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(413);
      assertThat(answer.body()).contains("4000000");
      assertThat(client.send(post("/echo", new byte[9]), BodyHandlers.ofByteArray()).body())
          .hasSize(9);
    }
  }

  @Test
  void makesAFailureTheAnswer() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      client.send(post("/echo", new byte[1]), BodyHandlers.ofByteArray());
      var answer = client.send(post("/throw", new byte[1]), BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("retry-after")).contains("1");
      assertThat(answer.body()).startsWith("{\"error\":");
    }
  }

  @Test
  void answersARequestThatIsFoundTogetherWithTheEndOfItsClient() throws Exception {
    try (RawClient ending = new RawClient(server).http2();
        RawClient blocking = new RawClient(server)) {
      ending.send(RawClient.get(1, "/a")).answerOf(1);
      blocking.send("GET /block HTTP/1.1\r\nHost: localhost\r\n\r\n");
      server.held();
      ending.send(RawClient.get(3, "/b"));
      ending.shutdownOutput();
      server.unblock();
      assertThat(ending.answerOf(3)).contains("/b");
      assertThat(ending.lastGoAway()).isNull();
    }
  }

  @Test
  void speaksByPriorKnowledge() {
    try (RawClient client = new RawClient(server).http2()) {
      client.send(RawClient.get(1, "/a?b"));
      assertThat(client.answerOf(1)).isEqualTo("{\"path\":\"/a\",\"query\":\"b\"}");
    }
  }

  @Test
  void refusesAForeignHostAndOrigin() {
    try (RawClient client = new RawClient(server).http2()) {
      client.send(
          RawClient.frame(
              RawClient.HEADERS,
              RawClient.END_HEADERS | RawClient.END_STREAM,
              1,
              RawClient.headers(
                  ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "evil.org")));
      assertThat(client.answerOf(1)).contains("DNS rebinding");
      client.send(RawClient.post(3, "/echo", "origin", "null"));
      assertThat(client.answerOf(3)).contains("cross-site");
    }
  }

  @Test
  void tellsTheServiceThatTheStreamWasReset() throws InterruptedException {
    try (RawClient client = new RawClient(server).http2()) {
      client.send(RawClient.get(1, "/hold"));
      var exchange = server.held();
      client.send(
          RawClient.frame(RawClient.RST_STREAM, 0, 1, (byte) 0, (byte) 0, (byte) 0, (byte) 8));
      client.send(RawClient.get(3, "/a"));
      assertThat(client.answerOf(3)).contains("/a");
      assertThat(server.cancelled()).isEqualTo(1);
      exchange.respond(HttpResponse.json(200, TestServer.output("too late")));
    }
  }

  /** Clients have little room for what comes in one piece with the 101. */
  @Test
  void answersTheRequestOfAnUpgradeWhenTheClientSpeaksHttp2() {
    try (RawClient client = new RawClient(server)) {
      client
          .send("GET /large?100000 HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\n")
          .send("Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");
      assertThat(client.answerToHead().status()).isEqualTo(101);
      assertThat(client.frame().type()).isEqualTo(RawClient.SETTINGS);
      assertThat(client.frame().type()).isEqualTo(RawClient.WINDOW_UPDATE);
      client
          .send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
          .send(RawClient.frame(RawClient.SETTINGS, 0, 0));
      assertThat(client.next(RawClient.HEADERS).streamId()).isOne();
    }
  }

  @Test
  void refusesSettingsOfAnUpgradeThatAreNone() {
    try (RawClient client = new RawClient(server)) {
      client.send(
          """
          GET / HTTP/1.1
          Host: localhost
          Connection: Upgrade, HTTP2-Settings
          Upgrade: h2c
          HTTP2-Settings: !

          """
              .replace("\n", "\r\n"));
      assertThat(client.answer().status()).isEqualTo(400);
    }
  }

  /** Netty failed while it worded this; found by the wire fuzzer. */
  @Test
  void endsAnUpgradedConnectionThatGoesOnInHttp1() {
    String request =
        """
        GET / HTTP/1.1
        Host: localhost
        Connection: Upgrade, HTTP2-Settings
        Upgrade: h2c
        HTTP2-Settings: AAMAAABkAAQAAP__

        GET / HTTP/1.1
        Host: localhost

        """
            .replace("\n", "\r\n");
    try (RawClient client = new RawClient(server).send(request)) {
      assertThat(client.answer().status()).isEqualTo(101);
      RawClient.Frame frame = client.frame();
      while (frame.type() != RawClient.GOAWAY) {
        frame = client.frame();
      }
      assertThat(frame.errorCode()).isEqualTo(1);
    }
  }
}
