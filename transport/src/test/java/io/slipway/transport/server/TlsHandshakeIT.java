// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.slipway.transport.grpc.GrpcClient;
import io.slipway.transport.server.TransportObserver.Limit;
import io.slipway.transport.testing.TestAuthority;
import io.slipway.transport.testing.TestAuthority.Issued;
import io.slipway.transport.tls.ClientTls;
import io.slipway.transport.tls.ServerTls;
import io.slipway.transport.tls.TlsConfig;
import io.slipway.transport.tls.TlsConfig.ClientCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not get through the handshake, by mistake or with intent. */
class TlsHandshakeIT {
  private static final String GET = "GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n";

  /** The first bytes of a record that says it is longer. */
  private static final byte[] HALF_A_HELLO = HexFormat.of().parseHex("16030100c8010000c40303");

  @TempDir private static Path directory;
  private static TestAuthority authority;
  private static Issued serverIssued;

  private @Nullable TestServer running;

  @SuppressWarnings("NullAway.Init") // set before all tests
  TlsHandshakeIT() {}

  @BeforeAll
  static void issue() throws IOException {
    authority = new TestAuthority(directory, "ca");
    serverIssued = authority.issue("server");
  }

  private TestServer start(Duration timeout, int maxHandshakes) throws IOException {
    TestServer server =
        new TestServer(
            config -> config.maxConnections(20),
            ServerTls.open(
                new TlsConfig(
                    serverIssued.certificate(),
                    serverIssued.key(),
                    null,
                    authority.certificate(),
                    ClientCertificates.REQUIRED,
                    timeout,
                    maxHandshakes),
                InstantSource.system()));
    running = server;
    return server;
  }

  private TestServer start() throws IOException {
    return start(TlsConfig.DEFAULT_HANDSHAKE_TIMEOUT, TlsConfig.DEFAULT_MAX_HANDSHAKES);
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
    }
  }

  private static void assertServed(TestServer server) throws IOException {
    Issued client = authority.issue("client");
    ClientTls tls = ClientTls.of(authority.certificate(), client.certificate(), client.key());
    try (RawClient good = RawClient.tls(server, tls.context(), "TLSv1.3")) {
      assertThat(good.send(GET).answer().status()).isEqualTo(200);
    }
  }

  private static void awaitHits(TestServer server, Limit limit, int hits) {
    await().untilAsserted(() -> assertThat(server.hits(limit)).isEqualTo(hits));
    await().until(() -> server.server().openConnections() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "POST /v2/models/m/infer"})
  void tellsAPlainTextClientThatThisIsTls(String request) throws Exception {
    TestServer server = start();
    try (RawClient client = new RawClient(server).send(request)) {
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).isEqualTo("{\"error\":\"this port speaks TLS only; use https\"}");
      assertThat(client.isClosed()).isTrue();
    }
    awaitHits(server, Limit.PLAIN_TEXT, 1);
    assertServed(server);
  }

  @Test
  void tellsAPlainTextHttp2ClientThatThisIsTls() throws Exception {
    TestServer server = start();
    try (RawClient client = new RawClient(server).http2()) {
      assertThat(client.frame().type()).isEqualTo(RawClient.SETTINGS);
      RawClient.Frame goAway = client.frame();
      assertThat(goAway.type()).isEqualTo(RawClient.GOAWAY);
      assertThat(goAway.errorCode()).isEqualTo(0xc);
      assertThat(new String(goAway.payload(), StandardCharsets.US_ASCII)).contains("TLS only");
      assertThat(client.isClosed()).isTrue();
    }
    awaitHits(server, Limit.PLAIN_TEXT, 1);
  }

  @Test
  void ourOwnClientSaysWhyAsWell() throws Exception {
    TestServer server = start();
    try (GrpcClient client =
        GrpcClient.connect(server.address(), null, 1 << 20, Duration.ofSeconds(10))) {
      assertThatThrownBy(
              () -> client.call("/test/Echo", Map.of(), new byte[0], Duration.ofSeconds(20)))
          .hasMessageContaining("TLS only");
    }
  }

  @Test
  void ourOwnClientSaysWhyAlsoWhenTheConnectionHasEndedBeforeTheCall() throws Exception {
    TestServer server = start();
    try (GrpcClient client =
        GrpcClient.connect(server.address(), null, 1 << 20, Duration.ofSeconds(10))) {
      awaitHits(server, Limit.PLAIN_TEXT, 1);
      assertThatThrownBy(
              () -> client.call("/test/Echo", Map.of(), new byte[0], Duration.ofSeconds(20)))
          .hasMessageContaining("TLS only");
    }
  }

  @Test
  void endsASlowHandshake() throws Exception {
    TestServer server = start(Duration.ofMillis(200), 10);
    try (RawClient silent = new RawClient(server);
        RawClient slow = new RawClient(server).send(HALF_A_HELLO)) {
      assertThat(silent.isClosed()).isTrue();
      assertThat(slow.isClosed()).isTrue();
    }
    awaitHits(server, Limit.TLS_HANDSHAKE_TIMEOUT, 2);
  }

  @Test
  void takesNoMoreHandshakesThanAllowedAtOnce() throws Exception {
    TestServer server = start(Duration.ofSeconds(20), 2);
    List<RawClient> slow = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      slow.add(new RawClient(server).send(HALF_A_HELLO));
    }
    await().until(() -> server.server().openConnections() == 2);
    try (RawClient oneMore = new RawClient(server).send(HALF_A_HELLO)) {
      assertThat(oneMore.isClosed()).isTrue();
    }
    assertThat(server.hits(Limit.TLS_HANDSHAKES)).isEqualTo(1);
    slow.forEach(RawClient::close);
    await().until(() -> server.server().openConnections() == 0);
    assertServed(server);
  }

  @Test
  void connectionsOverTheLimitAreClosed() throws Exception {
    TestServer server = start();
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(new RawClient(server));
    }
    await().until(() -> server.server().openConnections() == 20);
    try (RawClient oneMore = new RawClient(server)) {
      assertThat(oneMore.isClosed()).isTrue();
    }
    clients.forEach(RawClient::close);
    await().until(() -> server.server().openConnections() == 0);
    assertServed(server);
  }

  @Test
  void refusesBytesThatAreNoHandshake() throws Exception {
    TestServer server = start();
    byte[] garbage = new byte[300];
    garbage[0] = 22;
    garbage[1] = 3;
    garbage[2] = 1;
    garbage[3] = 1;
    try (RawClient client = new RawClient(server).send(garbage)) {
      assertThat(client.lastGoAway()).isNull();
    } catch (UncheckedIOException _) {
      // the alert reads as no frame
    }
    awaitHits(server, Limit.TLS_HANDSHAKE_FAILED, 1);
    assertServed(server);
  }

  @Test
  void refusesAClientWithoutACertificate() throws Exception {
    TestServer server = start();
    assertRefused(server, ClientTls.of(authority.certificate(), null, null));
  }

  @Test
  void refusesACertificateOfAnotherAuthority() throws Exception {
    TestServer server = start();
    Issued mallory = new TestAuthority(directory, "evil-ca").issue("mallory");
    assertRefused(
        server, ClientTls.of(authority.certificate(), mallory.certificate(), mallory.key()));
  }

  @Test
  void refusesAnExpiredCertificate() throws Exception {
    TestServer server = start();
    Instant past = Instant.now().minus(Duration.ofDays(2));
    Issued expired =
        authority.issue(
            "expired", builder -> builder.notBefore(past).notAfter(past.plusSeconds(60)));
    assertRefused(
        server, ClientTls.of(authority.certificate(), expired.certificate(), expired.key()));
  }

  @Test
  void refusesAServersCertificateAsAClients() throws Exception {
    TestServer server = start();
    Issued other = authority.issue("other", builder -> builder.addExtendedKeyUsageServerAuth());
    assertRefused(server, ClientTls.of(authority.certificate(), other.certificate(), other.key()));
  }

  private static void assertRefused(TestServer server, ClientTls tls) {
    // by TLS 1.3 the client's handshake is over before the server has seen its certificate
    assertThatThrownBy(
            () -> {
              try (RawClient client = RawClient.tls(server, tls.context(), "TLSv1.3")) {
                client.send(GET).answer();
              }
            })
        .isInstanceOf(UncheckedIOException.class);
    awaitHits(server, Limit.TLS_HANDSHAKE_FAILED, 1);
  }

  @Test
  void refusesRenegotiation() throws Exception {
    TestServer server = start();
    Issued client = authority.issue("client");
    ClientTls tls = ClientTls.of(authority.certificate(), client.certificate(), client.key());
    try (RawClient connection = RawClient.tls(server, tls.context(), "TLSv1.2")) {
      assertThat(connection.send(GET).answer().status()).isEqualTo(200);
      ((SSLSocket) connection.socket()).startHandshake();
      assertThatThrownBy(() -> connection.send(GET).answer())
          .isInstanceOf(UncheckedIOException.class);
    }
    await().until(() -> server.server().openConnections() == 0);
    assertServed(server);
  }
}
