// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.apiserver.certificate.CertificateAuthority;
import io.slipway.controlplane.apiserver.certificate.CertificateAuthority.Issued;
import io.slipway.controlplane.store.Key;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.StoreLimits;
import io.slipway.transport.tls.TlsConfig;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API over a socket. */
class ApiServerTest {
  private static final char[] NO_PASSWORD = {};

  @TempDir private Path data;
  private ObjectStore store;
  private ApiServer server;

  @BeforeEach
  void start() throws Exception {
    store = ObjectStore.open(data, StoreLimits.DEFAULT);
    server = ApiServer.start(config(0), store);
  }

  private ApiServerConfig config(int port) {
    return new ApiServerConfig(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), data, "test");
  }

  @AfterEach
  void stop() {
    server.close();
    store.close();
  }

  private HttpClient client(boolean admin) throws Exception {
    return HttpClient.newBuilder().sslContext(tls(admin)).build();
  }

  private SSLContext tls(boolean admin) throws Exception {
    Path pki = data.resolve("pki");
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, NO_PASSWORD);
    trusted.setCertificateEntry("ca", Pem.certificate(pki.resolve("ca.crt")));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
    own.load(null, NO_PASSWORD);
    if (admin) {
      Issued issued = issue(pki);
      Certificate[] chain = {Pem.certificate(issued.certificate())};
      own.setKeyEntry("admin", issued.key(), NO_PASSWORD, chain);
    }
    keys.init(own, NO_PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return tls;
  }

  /** A client's certificate, as whoever has the authority's key can make them. */
  private static Issued issue(Path pki) throws Exception {
    KeyPair key =
        new KeyPair(
            Pem.certificate(pki.resolve("ca.crt")).getPublicKey(), Pem.key(pki.resolve("ca.key")));
    return new CertificateAuthority(
            key, "slipway-ca", Pem.bytes(pki.resolve("ca.crt")), new SecureRandom())
        .client("alice", List.of("system:masters"), Instant.now(), Duration.ofHours(1));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("https://127.0.0.1:" + server.address().getPort() + path));
  }

  @Test
  void theKubeconfigsTokenMayDoEverythingAndAnotherNothing() throws Exception {
    String kubeconfig = Files.readString(server.kubeconfig());
    String token = kubeconfig.replaceAll("(?s).*token: (\\S+)\n.*", "$1");
    try (HttpClient client = client(false)) {
      HttpRequest.Builder list = request("/api/v1/namespaces");
      list.setHeader("Authorization", "Bearer " + token);
      assertThat(client.send(list.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      list.setHeader("Authorization", "Bearer " + token.substring(1));
      assertThat(client.send(list.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aCertificateOfTheOwnersGroupMayDoEverythingAndNobodyNothing() throws Exception {
    HttpRequest list = request("/api/v1/namespaces").build();
    try (HttpClient admin = client(true);
        HttpClient nobody = client(false)) {
      HttpResponse<String> answer = admin.send(list, BodyHandlers.ofString());
      HttpResponse<String> refused = nobody.send(list, BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"name\":\"default\"");
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.body()).contains("\"reason\":\"Unauthorized\"");
      assertThat(nobody.send(request("/readyz").build(), BodyHandlers.ofString()).body())
          .isEqualTo("ok");
    }
  }

  @Test
  void aPageOfAnotherOriginGetsNothing() throws Exception {
    HttpRequest foreign = request("/version").header("Origin", "https://evil.example").build();
    try (HttpClient admin = client(true)) {
      HttpResponse<String> refused = admin.send(foreign, BodyHandlers.ofString());

      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).doesNotContain("gitVersion").contains("cross-site");
    }
  }

  @Test
  void aNameThatNowLeadsHereGetsNothing() throws Exception {
    try (Socket socket =
        tls(true).getSocketFactory().createSocket("127.0.0.1", server.address().getPort())) {
      String head = "GET /version HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);

      assertThat(answer).startsWith("HTTP/1.1 403 ").doesNotContain("gitVersion");
    }
  }

  /** A store in which reading one object fails. */
  private static ObjectStore failing(ObjectStore store, String name, Throwable failure) {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ApiServerTest.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (_, method, arguments) -> {
              if (arguments != null && arguments[0] instanceof Key key && key.name().equals(name)) {
                throw failure;
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }

  @Test
  void aCallThatFailsInsideIsAnswered() throws Exception {
    server.close();
    server = ApiServer.start(config(0), failing(store, "broken", new StackOverflowError()));
    try (HttpClient admin = client(true)) {
      HttpRequest read = request("/api/v1/namespaces/default/configmaps/broken").build();
      HttpResponse<String> answer = admin.send(read, BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body())
          .contains("\"reason\":\"InternalError\"")
          .contains("StackOverflowError");
    }
  }

  @Test
  void aWatchTellsWhatHappensWhileItIsOpen() throws Exception {
    HttpRequest watch = request("/api/v1/namespaces?watch=true").build();
    HttpRequest create =
        request("/api/v1/namespaces")
            .POST(HttpRequest.BodyPublishers.ofString("{\"metadata\":{\"name\":\"lab\"}}"))
            .build();
    try (HttpClient admin = client(true)) {
      try (Stream<String> lines = admin.send(watch, BodyHandlers.ofLines()).body()) {
        assertThat(admin.send(create, BodyHandlers.ofString()).statusCode()).isEqualTo(201);

        assertThat(lines.filter(line -> line.contains("\"name\":\"lab\"")).findFirst())
            .hasValueSatisfying(line -> assertThat(line).startsWith("{\"type\":\"ADDED\""));
      }
      server.close(); // although watches are open
    }
  }

  @Test
  void theKubeconfigIsForItsOwnerAndStaysWhileItIsRight() throws Exception {
    Path kubeconfig = server.kubeconfig();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kubeconfig)))
        .isEqualTo("rw-------");
    String more = Files.readString(kubeconfig) + "# mine\n";
    Files.writeString(kubeconfig, more);
    int port = server.address().getPort();
    server.close();

    restart(port);

    assertThat(Files.readString(kubeconfig)).isEqualTo(more);
  }

  private void restart(int port) throws IOException {
    server = ApiServer.start(config(port), store);
  }

  @Test
  void keysStayAndCertificatesOfAnotherAuthorityAreMadeAnew() throws Exception {
    Path pki = data.resolve("pki");
    String authority = Files.readString(pki.resolve("ca.crt"));
    String certificate = Files.readString(pki.resolve("server.crt"));
    InetAddress loopback = InetAddress.getLoopbackAddress();

    TlsConfig same = Credentials.open(data, loopback, InstantSource.system()).tls();
    assertThat(Files.readString(same.certificate())).isEqualTo(certificate);
    Files.delete(pki.resolve("ca.crt"));
    Credentials.open(data, loopback, InstantSource.system());

    assertThat(Files.readString(pki.resolve("ca.crt"))).isNotEqualTo(authority);
    assertThat(Files.readString(pki.resolve("server.crt"))).isNotEqualTo(certificate);
  }

  @Test
  void aTokenIsACredentialToo() throws Exception {
    String accounts = "/api/v1/namespaces/default/serviceaccounts/default/token";
    HttpRequest ask = request(accounts).POST(HttpRequest.BodyPublishers.ofString("{}")).build();
    try (HttpClient admin = client(true);
        HttpClient nobody = client(false)) {
      String answer = admin.send(ask, BodyHandlers.ofString()).body();
      String token = answer.replaceFirst("(?s).*\"token\":\"", "").replaceFirst("(?s)\".*", "");
      HttpRequest list =
          request("/api/v1/namespaces").header("Authorization", "Bearer " + token).build();

      HttpResponse<String> refused = nobody.send(list, BodyHandlers.ofString());

      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("system:serviceaccount:default:default");
    }
  }
}
