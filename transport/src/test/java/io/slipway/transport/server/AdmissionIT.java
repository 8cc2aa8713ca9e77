// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
