// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpResponse;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TransportServerIT {
  private static final String HOLD = "GET /hold HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static TransportServer start(InetSocketAddress... addresses) throws ListenException {
    return TransportServer.start(
        TransportConfig.defaults(),
        List.of(addresses),
        HostPolicy.any(),
        exchange -> exchange.respond(HttpResponse.empty(200)),
        call -> call.respond(TestServer.output("")),
        TransportObserver.NONE);
  }

  @Test
  void listensOnSeveralAddresses() throws ListenException {
    try (TransportServer server = start(loopback(0), loopback(0))) {
      assertThat(server.addresses()).hasSize(2).doesNotHaveDuplicates();
      assertThat(server.addresses()).allSatisfy(a -> assertThat(a.getPort()).isPositive());
    }
  }

  @Test
  void namesTheAddressThatIsTakenAndKeepsNoOther() throws ListenException {
    try (TransportServer first = start(loopback(0))) {
      int taken = first.addresses().getFirst().getPort();
      assertThatThrownBy(() -> start(loopback(0), loopback(taken)))
          .isInstanceOfSatisfying(
              ListenException.class, e -> assertThat(e.address().getPort()).isEqualTo(taken))
          .hasMessageContaining("127.0.0.1 port " + taken);
    }
  }

  @Test
  void closesTwiceWithoutHarm() throws ListenException {
    TransportServer server = start(loopback(0));
    server.close();
    server.close();
    assertThat(server.drain(Duration.ofMillis(1))).isTrue();
  }

  @Test
  void finishesRequestsInProgressBeforeItStops() throws Exception {
    TestServer server = new TestServer();
    try (RawClient http1 = new RawClient(server);
        RawClient http2 = new RawClient(server).http2();
        RawClient idle = new RawClient(server)) {
      http1.send(HOLD);
      HttpExchange first = server.held();
      http2.send(RawClient.get(1, "/hold"));
      HttpExchange second = server.held();
      CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
      assertThat(idle.isClosed()).isTrue();
      assertThat(http2.next(RawClient.GOAWAY).payload()).startsWith(0x7f, 0xff, 0xff, 0xff);
      http2.send(RawClient.frame(RawClient.PING, 1, 0, new byte[8]));
      assertThat(http2.next(RawClient.GOAWAY).payload()).startsWith(0, 0, 0, 1);
      assertThat(closed).isNotDone();
      first.respond(HttpResponse.json(200, TestServer.output("{}")));
      second.respond(HttpResponse.json(200, TestServer.output("{}")));
      RawClient.Answer answer = http1.answer();
      assertThat(answer.head()).contains("connection: close");
      assertThat(answer.body()).isEqualTo("{}");
      assertThat(http2.answerOf(1)).isEqualTo("{}");
      http1.shutdownOutput();
      closed.join();
    }
  }

  @Test
  void takesNoConnectionsWhileItDrains() throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = new RawClient(server)) {
      client.send(HOLD);
      HttpExchange held = server.held();
      assertThat(server.server().drain(Duration.ofMillis(20))).isFalse();
      assertThatThrownBy(() -> new RawClient(server)).hasCauseInstanceOf(ConnectException.class);
      held.respond(HttpResponse.empty(200));
      assertThat(client.answer().status()).isEqualTo(200);
      client.shutdownOutput();
      assertThat(server.server().drain(Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void endsWhatDoesNotFinishInTime() throws Exception {
    TestServer server = new TestServer(config -> config.drainTimeout(Duration.ofMillis(50)));
    try (RawClient http1 = new RawClient(server);
        RawClient http2 = new RawClient(server).http2()) {
      http1.send(HOLD);
      HttpExchange held = server.held();
      http2.send(RawClient.get(1, "/hold"));
      server.held();
      server.close();
      assertThat(http1.isClosed()).isTrue();
      await().until(() -> server.cancelled() == 2);
      held.respond(HttpResponse.json(200, TestServer.output("nobody gets this")));
    }
  }
}
