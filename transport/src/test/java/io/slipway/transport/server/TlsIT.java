// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.grpc.GrpcClient;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.testing.TestAuthority;
import io.slipway.transport.testing.TestAuthority.Issued;
import io.slipway.transport.tls.ClientTls;
import io.slipway.transport.tls.ServerTls;
import io.slipway.transport.tls.TlsConfig;
import io.slipway.transport.tls.TlsConfig.ClientCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every protocol over TLS, as clients see it. */
class TlsIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String GET = "GET /echo HTTP/1.1\r\nHost: localhost\r\n";

  @TempDir private static Path directory;
  private static TestAuthority authority;
  private static Issued serverIssued;
  private static Issued clientIssued;

  private ServerTls tls;
  private TestServer server;

  @SuppressWarnings("NullAway.Init") // set before each test
  TlsIT() {}

  @BeforeAll
  static void issue() throws IOException {
    authority = new TestAuthority(directory, "ca");
    serverIssued = authority.issue("server");
    clientIssued = authority.issue("alice");
  }

  @BeforeEach
  void start() throws IOException {
    tls =
        ServerTls.open(
            new TlsConfig(
                serverIssued.certificate(),
                serverIssued.key(),
                null,
                authority.certificate(),
                ClientCertificates.OPTIONAL,
                TlsConfig.DEFAULT_HANDSHAKE_TIMEOUT,
                TlsConfig.DEFAULT_MAX_HANDSHAKES),
            InstantSource.system());
    server = new TestServer(config -> config, tls);
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(server.server().bufferedBytes()).isZero();
  }

  private static ClientTls anonymous() throws IOException {
    return ClientTls.of(authority.certificate(), null, null);
  }

  private static ClientTls alice() throws IOException {
    return ClientTls.of(authority.certificate(), clientIssued.certificate(), clientIssued.key());
  }

  private URI uri(String path) {
    return URI.create("https://localhost:" + server.port() + path);
  }

  private HttpResponse<byte[]> send(HttpClient client, String path, byte @Nullable [] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(TIMEOUT);
    return client.send(
        (body == null ? request.GET() : request.POST(BodyPublishers.ofByteArray(body))).build(),
        BodyHandlers.ofByteArray());
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void agreesWithTheClientOnTheVersion(Version version) throws Exception {
    byte[] body = new byte[3 << 20];
    new Random(7).nextBytes(body);
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(anonymous().context()).version(version).build()) {
      HttpResponse<byte[]> small = send(client, "/echo", new byte[] {1, 2, 3});
      assertThat(small.version()).isEqualTo(version);
      assertThat(small.body()).containsExactly(1, 2, 3);
      assertThat(send(client, "/echo", body).body()).isEqualTo(body);
      assertThat(send(client, "/peer", null).body()).asString().isEqualTo("true []");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void speaksBothVersionsOfTls(String version) throws Exception {
    try (RawClient client = RawClient.tls(server, anonymous().context(), version)) {
      assertThat(client.send(GET + "\r\n").answer().status()).isEqualTo(200);
      assertThat(client.send(GET + "\r\n").answer().status()).isEqualTo(200);
    }
  }

  @Test
  void servesHttp2ToAClientThatDidNotAskForItInTheHandshake() throws Exception {
    try (RawClient client = RawClient.tls(server, anonymous().context(), "TLSv1.3").http2()) {
      client.send(RawClient.get(1, "/peer"));
      assertThat(client.answerOf(1)).isEqualTo("true []");
    }
  }

  @Test
  void servesGrpc() throws Exception {
    byte[] message = new byte[1 << 20];
    try (GrpcClient client = grpc(alice())) {
      assertThat(client.call("/test/Echo", Map.of(), message, TIMEOUT)).isEqualTo(message);
      assertThat(client.call("/test/Peer", Map.of(), new byte[0], TIMEOUT))
          .asString()
          .startsWith("true [")
          .contains("CN:alice");
    }
  }

  @Test
  void servesGrpcJava() throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", server.port())
            .sslContext(
                GrpcSslContexts.forClient().trustManager(authority.certificate().toFile()).build())
            .build();
    try {
      assertThat(
              ClientCalls.blockingUnaryCall(
                  channel, GrpcIT.method("Echo"), CallOptions.DEFAULT, new byte[] {7}))
          .containsExactly(7);
    } finally {
      channel.shutdownNow();
    }
  }

  private GrpcClient grpc(ClientTls client) {
    return GrpcClient.connect(
        new InetSocketAddress("localhost", server.port()), null, 1 << 22, TIMEOUT, client);
  }

  @Test
  void knowsWhoShowedACertificate() throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(alice().context()).build()) {
      assertThat(send(client, "/peer", null).body()).asString().contains("CN:alice");
    }
  }

  @Test
  void ignoresAnUpgradeToPlainHttp2() throws Exception {
    try (RawClient client = RawClient.tls(server, anonymous().context(), "TLSv1.3")) {
      client.send(
          GET + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: \r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void endsAConnectionAsTlsDoes() throws Exception {
    try (RawClient client = RawClient.tls(server, anonymous().context(), "TLSv1.3")) {
      client.send(GET + "Connection: close\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(200);
      // an end without close_notify would be an exception
      assertThat(client.socket().getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void forgetsAClientThatSaysGoodbye() throws Exception {
    try (RawClient client = RawClient.tls(server, anonymous().context(), "TLSv1.3")) {
      client.send(GET + "\r\n").answer();
      client.shutdownOutput();
      assertThat(client.isClosed()).isTrue();
    }
    await().until(() -> server.server().openConnections() == 0);
  }

  @Test
  void answersTheLastRequestWhileItDrains() throws Exception {
    try (RawClient client = RawClient.tls(server, anonymous().context(), "TLSv1.2");
        RawClient idle = RawClient.tls(server, anonymous().context(), "TLSv1.3")) {
      client.send("GET /hold HTTP/1.1\r\nHost: localhost\r\n\r\n");
      HttpExchange held = server.held();
      CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
      assertThat(idle.isClosed()).isTrue();
      held.respond(io.slipway.transport.http.HttpResponse.empty(204));
      assertThat(client.answer().head()).contains("204", "connection: close");
      closed.join();
    }
  }

  @Test
  void takesANewCertificateForNewConnectionsOnly() throws Exception {
    Issued first = authority.issue("first");
    Issued second = authority.issue("second");
    Path certificate = Files.copy(first.certificate(), directory.resolve("current.pem"));
    Path key = Files.copy(first.key(), directory.resolve("current.key"));
    ServerTls current = ServerTls.open(TlsConfig.of(certificate, key), InstantSource.system());
    try (TestServer reloaded = new TestServer(config -> config, current);
        RawClient before = RawClient.tls(reloaded, anonymous().context(), "TLSv1.3")) {
      assertThat(subject(before)).isEqualTo("CN=first");
      Files.copy(second.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
      assertThatThrownBy(current::reload).hasMessageContaining("not that of the certificate");
      Files.copy(second.key(), key, StandardCopyOption.REPLACE_EXISTING);
      current.reload();
      try (RawClient after = RawClient.tls(reloaded, anonymous().context(), "TLSv1.3")) {
        assertThat(subject(after)).isEqualTo("CN=second");
        assertThat(after.send(GET + "\r\n").answer().status()).isEqualTo(200);
      }
      assertThat(before.send(GET + "\r\n").answer().status()).isEqualTo(200);
    }
  }

  private static String subject(RawClient client) throws IOException {
    SSLSession session = ((SSLSocket) client.socket()).getSession();
    return session.getPeerPrincipal().getName();
  }

  @Test
  void clientsRefuseAServerOfAnotherAuthority() throws Exception {
    TestAuthority other = new TestAuthority(directory, "other-ca");
    ClientTls distrustful = ClientTls.of(other.certificate(), null, null);
    try (HttpClient client = HttpClient.newBuilder().sslContext(distrustful.context()).build()) {
      assertThatThrownBy(() -> send(client, "/echo", null)).isInstanceOf(SSLException.class);
    }
    assertThatThrownBy(() -> grpc(distrustful))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining("cannot connect to localhost");
    await().until(() -> server.hits(TransportObserver.Limit.TLS_HANDSHAKE_FAILED) >= 2);
  }

  @Test
  void clientsRefuseAServerOfAnotherName() throws Exception {
    InetSocketAddress other =
        new InetSocketAddress(
            InetAddress.getByAddress("elsewhere.invalid", new byte[] {127, 0, 0, 1}),
            server.port());
    assertThatThrownBy(() -> GrpcClient.connect(other, null, 1 << 20, TIMEOUT, anonymous()))
        .hasMessageContaining("elsewhere.invalid");
  }

  @Test
  void bodiesAreCountedWhileTheyArrive() throws Exception {
    try (RawClient client = RawClient.tls(server, anonymous().context(), "TLSv1.3")) {
      String body = "x".repeat(100_000);
      client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n");
      client.send(body.getBytes(StandardCharsets.US_ASCII));
      assertThat(client.answer().body()).isEqualTo(body);
    }
  }
}
