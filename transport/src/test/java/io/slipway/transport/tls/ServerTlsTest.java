// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.transport.testing.TestAuthority;
import io.slipway.transport.testing.TestAuthority.Issued;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTlsTest {
  @TempDir private Path directory;
  private TestAuthority authority;

  @SuppressWarnings("NullAway.Init") // set before each test
  ServerTlsTest() {}

  @BeforeEach
  void newAuthority() throws IOException {
    authority = new TestAuthority(directory, "ca");
  }

  private static ServerTls open(TlsConfig config) throws TlsFileException {
    return ServerTls.open(config, InstantSource.system());
  }

  @Test
  void takesCertificateAndKey() throws Exception {
    Issued server = authority.issue("server");
    ServerTls tls = open(TlsConfig.of(server.certificate(), server.key()));
    assertThat(tls.files()).containsExactly(server.certificate(), server.key());
  }

  @Test
  void takesRsa() throws Exception {
    Issued server = authority.issue("server", builder -> builder.rsa2048());
    assertThatCode(() -> open(TlsConfig.of(server.certificate(), server.key())))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesTheKeyOfAnotherCertificate() throws Exception {
    Issued server = authority.issue("server");
    Issued other = authority.issue("other", builder -> builder.rsa2048());
    Issued sameKind = authority.issue("same-kind");
    for (Path key : new Path[] {other.key(), sameKind.key()}) {
      assertThatThrownBy(() -> open(TlsConfig.of(server.certificate(), key)))
          .isInstanceOf(TlsFileException.class)
          .hasMessageContaining(key.toString())
          .hasMessageContaining("CN=server");
    }
  }

  @Test
  void keepsWhatItHasWhenANewFileCannotBeUsed() throws Exception {
    Issued server = authority.issue("server");
    ServerTls tls = open(TlsConfig.of(server.certificate(), server.key()));
    Files.writeString(server.certificate(), "nothing");
    assertThatThrownBy(tls::reload).hasMessageContaining("no certificate in it");
    Files.writeString(server.certificate(), server.bundle().getCertificatePathPEM());
    assertThatCode(tls::reload).doesNotThrowAnyException();
  }

  @Test
  void takesAnExpiredCertificate() throws Exception {
    Instant past = Instant.now().minus(Duration.ofDays(2));
    Issued server =
        authority.issue(
            "server", builder -> builder.notBefore(past).notAfter(past.plusSeconds(60)));
    assertThatCode(() -> open(TlsConfig.of(server.certificate(), server.key())))
        .doesNotThrowAnyException();
  }

  @Test
  void tellsTheNamesInACertificate() throws Exception {
    Issued client =
        authority.issue(
            "client",
            builder ->
                builder
                    .subject("O=Slipway, CN=alice")
                    .addSanRfc822Name("alice@example.com")
                    .addSanUriName(URI.create("spiffe://example.com/alice")));
    assertThat(CertificateNames.of(client.bundle().getCertificate()))
        .containsExactlyInAnyOrder(
            "DNS:localhost",
            "EMAIL:alice@example.com",
            "URI:spiffe://example.com/alice",
            "O:Slipway",
            "CN:alice");
  }

  @Test
  void refusesWhatIsNoLimit() {
    TlsConfig config = TlsConfig.of(directory, directory);
    assertThatThrownBy(() ->
            new TlsConfig(
                config.certificate(),
                config.key(),
                null,
                null,
                config.clientCertificates(),
                Duration.ZERO,
                1))
        .hasMessageContaining("handshakeTimeout");
    assertThatThrownBy(() ->
            new TlsConfig(
                config.certificate(),
                config.key(),
                null,
                null,
                config.clientCertificates(),
                config.handshakeTimeout(),
                0))
        .hasMessageContaining("maxHandshakes");
  }
}
