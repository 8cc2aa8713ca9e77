// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that its service refuses by its head alone is answered before its body arrives. */
class AdmissionIT {
  private TestServer server;

  @BeforeEach
  void start() throws ListenException {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(server.server().bufferedBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 1000",
        "Content-Length: 1000\r\nExpect: 100-continue",
        "Transfer-Encoding: chunked"
      })
  void overHttp1(String framing) {
    try (RawClient client = new RawClient(server)) {
      client.send("POST /stranger HTTP/1.1\r\nHost: localhost\r\n" + framing + "\r\n\r\n");
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.head()).contains("www-authenticate: bearer", "connection: close");
      assertThat(answer.body()).isEqualTo("{\"error\":\"who are you?\"}");
      assertThat(client.isClosed()).isTrue();
    }
  }

  /** The head, the rest of the request, and another one behind it. */
  @ParameterizedTest
  @CsvSource({
    "Content-Length: 5, hello",
    "Content-Length: 5\\r\\nExpect: 100-continue, hello",
    "Transfer-Encoding: chunked, '5\\r\\nhello\\r\\n0\\r\\n\\r\\n'"
  })
  void anAnswerForNowLeavesTheConnection(String framing, String body) {
    String wire = body.translateEscapes();
    try (RawClient client = new RawClient(server)) {
      client.send(busy(framing.translateEscapes()) + wire.charAt(0));
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.head()).contains("retry-after: 1").doesNotContain("connection: close");
      assertThat(answer.body()).isEqualTo("{\"error\":\"too much to do\"}");

      client.send(wire.substring(1) + "GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.answer().body()).contains("/next");
      client.send(busy("Content-Length: 1"));
      assertThat(client.answer().status()).isEqualTo(503);
    }
  }

  @Test
  void anAnswerForNowLeavesAlsoBeforeABodyThatMakesNoSense() {
    try (RawClient client = new RawClient(server)) {
      client.send(busy("Transfer-Encoding: chunked") + "ZZ\r\n");
      assertThat(client.answer().status()).isEqualTo(503);
      assertThat(client.isClosed()).isTrue();
    }
  }

  private static String busy(String framing) {
    return "POST /busy HTTP/1.1\r\nHost: localhost\r\n" + framing + "\r\n\r\n";
  }

  @Test
  void answersRequestsSentTogetherInTheirOrder() {
    try (RawClient client = new RawClient(server)) {
      client.send(
          "GET /first HTTP/1.1\r\nHost: localhost\r\n\r\n" + busy("Content-Length: 3") + "a");
      assertThat(client.answer().body()).contains("/first");
      assertThat(client.answer().status()).isEqualTo(503);
      client.send("bcGET /last HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.answer().body()).contains("/last");
    }
  }

  /** The client may send its body all the same, or not: behind the answer nobody could tell. */
  @Test
  void closesWhereTheBodyMayNotCome() {
    try (RawClient client = new RawClient(server)) {
      client.send(busy("Content-Length: 1000\r\nExpect: 100-continue"));
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.head()).contains("connection: close");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 62914560", "Transfer-Encoding: chunked"})
  void aLargeBodyTakesNoMemory(String framing) {
    byte[] part = new byte[1 << 20];
    try (RawClient client = new RawClient(server)) {
      client.send(busy(framing));
      assertThat(client.answer().status()).isEqualTo(503);
      boolean chunked = framing.endsWith("chunked");
      for (int i = 0; i < 60; i++) {
        client.send(chunked ? "100000\r\n" : "").send(part).send(chunked ? "\r\n" : "");
        assertThat(server.server().bufferedBytes()).isZero();
      }
      client.send(chunked ? "0\r\n\r\n" : "");
      client.send("GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.answer().body()).contains("/next");
    }
  }

  @Test
  void doesNotAnswerTwiceWhenTheRestIsMalformed() {
    try (RawClient client = new RawClient(server)) {
      client.send(busy("Transfer-Encoding: chunked"));
      assertThat(client.answer().status()).isEqualTo(503);
      client.send("no size\r\n");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void anAnswerForNowOverHttp2() {
    try (RawClient client = new RawClient(server).http2()) {
      client.send(RawClient.post(1, "/busy"));
      assertThat(client.answerOf(1)).contains("too much to do");
      client.send(RawClient.frame(RawClient.DATA, RawClient.END_STREAM, 1, new byte[1000]));
      client.send(RawClient.get(3, "/peer"));
      assertThat(client.answerOf(3)).isEqualTo("false []");
    }
  }

  @Test
  void overHttp2() {
    try (RawClient client = new RawClient(server).http2()) {
      client.send(RawClient.post(1, "/stranger"));
      assertThat(client.answerOf(1)).contains("who are you?");
      client.send(RawClient.get(3, "/peer"));
      assertThat(client.answerOf(3)).isEqualTo("false []");
    }
  }

  @Test
  void overGrpc() {
    try (RawClient client = new RawClient(server).http2()) {
      client.send(RawClient.grpc(1, "/test/stranger"));
      RawClient.Frame trailers = client.next(RawClient.HEADERS);
      assertThat(trailers.endsStream()).isTrue();
      assertThat(new String(trailers.payload(), StandardCharsets.ISO_8859_1))
          .contains("grpc-status");
    }
  }
}
