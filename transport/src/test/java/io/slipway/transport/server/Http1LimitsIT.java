// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.server.TransportObserver.Limit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Clients that take their time, or more than their share; another one is served all along. */
class Http1LimitsIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final Duration SHORT = Duration.ofMillis(200);

  private static TestServer server(UnaryOperator<TransportConfig.Builder> change)
      throws ListenException {
    return new TestServer(change);
  }

  private static void assertServes(TestServer server) {
    try (RawClient other = new RawClient(server)) {
      assertThat(other.send(GET).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void endsASlowHead() throws ListenException {
    try (TestServer server = server(config -> config.headerTimeout(SHORT));
        RawClient client = new RawClient(server)) {
      client.send("GET / HTTP/1.1\r\nHost: local");
      assertServes(server);
      assertThat(client.answer().status()).isEqualTo(408);
      assertThat(client.isClosed()).isTrue();
      assertThat(server.hits(Limit.HEADER_TIMEOUT)).isEqualTo(1);
    }
  }

  @Test
  void endsAConnectionThatNeverSpeaks() throws ListenException {
    try (TestServer server = server(config -> config.headerTimeout(SHORT));
        RawClient client = new RawClient(server)) {
      assertThat(client.isClosed()).isTrue();
      assertThat(server.hits(Limit.IDLE_TIMEOUT)).isEqualTo(1);
    }
  }

  @Test
  void endsASlowBody() throws ListenException {
    try (TestServer server = server(config -> config.requestTimeout(SHORT));
        RawClient client = new RawClient(server)) {
      client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc");
      assertServes(server);
      assertThat(client.answer().status()).isEqualTo(408);
      assertThat(client.isClosed()).isTrue();
      assertThat(server.server().bufferedBytes()).isZero();
    }
  }

  @Test
  void endsAnIdleConnection() throws ListenException {
    try (TestServer server = server(config -> config.idleTimeout(SHORT));
        RawClient client = new RawClient(server)) {
      assertThat(client.send(GET).answer().status()).isEqualTo(200);
      assertThat(client.isClosed()).isTrue();
      assertThat(server.hits(Limit.IDLE_TIMEOUT)).isEqualTo(1);
    }
  }

  @Test
  void waitsForASlowServiceBeyondEveryTimeout() throws ListenException, InterruptedException {
    try (TestServer server =
            server(c -> c.idleTimeout(SHORT).headerTimeout(SHORT).requestTimeout(SHORT));
        RawClient client = new RawClient(server);
        RawClient witness = new RawClient(server)) {
      client.send("GET /hold HTTP/1.1\r\nHost: localhost\r\n\r\n");
      var exchange = server.held();
      assertThat(witness.send(GET).answer().status()).isEqualTo(200);
      assertThat(witness.isClosed()).isTrue();
      exchange.respond(HttpResponse.empty(200));
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void endsAReaderThatTakesNothing() throws ListenException {
    try (TestServer server = server(config -> config.writeStallTimeout(SHORT));
        RawClient client = new RawClient(server, 4096)) {
      client.send("GET /large?20000000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertServes(server);
      await().until(() -> server.hits(Limit.WRITE_STALL) == 1);
      await().until(() -> server.server().openConnections() == 0);
    }
  }

  @Test
  void stopsReadingRequestsWhoseAnswersNobodyTakes() throws ListenException {
    try (TestServer server = server(config -> config.writeStallTimeout(SHORT));
        RawClient client = new RawClient(server, 4096)) {
      byte[] requests =
          "GET /large?100000 HTTP/1.1\r\nHost: localhost\r\n\r\n"
              .repeat(1000)
              .getBytes(StandardCharsets.US_ASCII);
      client.trySend(requests);
      assertServes(server);
      await().until(() -> server.hits(Limit.WRITE_STALL) == 1);
    }
  }

  @Test
  void servesAReaderThatIsSlowButMoves() throws ListenException {
    try (TestServer server = server(config -> config.writeStallTimeout(Duration.ofSeconds(2)));
        RawClient client = new RawClient(server, 4096)) {
      client.send("GET /large?3000000 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertThat(client.answer().body()).hasSize(3_000_000);
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void refusesOneConnectionTooMany() throws ListenException {
    try (TestServer server = server(config -> config.maxConnections(2));
        RawClient first = new RawClient(server)) {
      assertThat(first.send(GET).answer().status()).isEqualTo(200);
      try (RawClient second = new RawClient(server);
          RawClient third = new RawClient(server)) {
        assertThat(second.send(GET).answer().status()).isEqualTo(200);
        assertThat(third.answer().status()).isEqualTo(503);
        assertThat(third.isClosed()).isTrue();
      }
      assertThat(server.hits(Limit.CONNECTIONS)).isEqualTo(1);
      await().until(() -> server.server().openConnections() == 1);
      assertServes(server);
    }
  }
}
