// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import io.slipway.controlplane.apiserver.certificate.CertificateAuthority;
import io.slipway.controlplane.apiserver.certificate.CertificateAuthority.Issued;
import io.slipway.transport.tls.TlsConfig;
import io.slipway.transport.tls.TlsConfig.ClientCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys and certificates in a data directory: of an authority of its own and of the server, what
 * tokens are signed with, and the token that the kubeconfig has. What is missing or near its end is
 * made anew. Thread-safe.
 */
final class Credentials {
  private static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);
  private static final Duration VALIDITY = Duration.ofDays(365);
  private static final Duration RENEWED_BEFORE = Duration.ofDays(30);
  private static final int TOKEN_BYTES = 32;
  private static final String AUTHORITY = "slipway-ca";
  private static final List<String> NAMES =
      List.of(
          "localhost",
          "slipway",
          "kubernetes",
          "kubernetes.default",
          "kubernetes.default.svc",
          "kubernetes.default.svc.cluster.local");

  private final Path data;
  private final Path folder;
  private final InstantSource clock;
  private final CertificateAuthority authority;
  private @Nullable KeyPair tokenKey;

  private Credentials(Path data, InstantSource clock) throws IOException {
    this.data = data;
    this.folder = data.resolve("pki");
    this.clock = clock;
    OwnFiles.createDirectory(folder);
    this.authority = authority(clock.instant());
  }

  /**
   * @param address that the server listens on
   * @throws IOException if a file cannot be read or written, or has nothing useful in it
   */
  static Credentials open(Path data, InetAddress address, InstantSource clock) throws IOException {
    Credentials credentials = new Credentials(data, clock);
    credentials.completeServer(address, clock.instant());
    return credentials;
  }

  private void completeServer(InetAddress address, Instant now) throws IOException {
    if (!isGood("server", now) || !names(certificate("server"), address)) {
      List<InetAddress> addresses =
          List.of(
              InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
              InetAddress.getByAddress(loopback6()),
              address);
      write("server", authority.server("slipway", NAMES, addresses, now, VALIDITY));
    }
  }

  private static byte[] loopback6() {
    byte[] address = new byte[16];
    address[15] = 1;
    return address;
  }

  private CertificateAuthority authority(Instant now) throws IOException {
    SecureRandom random = new SecureRandom();
    if (Files.exists(file("ca", "crt")) && Files.exists(file("ca", "key"))) {
      X509Certificate certificate = certificate("ca");
      if (now.plus(VALIDITY).isBefore(certificate.getNotAfter().toInstant())) {
        KeyPair pair = new KeyPair(certificate.getPublicKey(), Pem.key(file("ca", "key")));
        return new CertificateAuthority(pair, AUTHORITY, Pem.bytes(file("ca", "crt")), random);
      }
    }
    CertificateAuthority made =
        CertificateAuthority.create(AUTHORITY, now, AUTHORITY_VALIDITY, random);
    write("ca", new Issued(made.privateKey(), made.certificate()));
    return made;
  }

  private Path file(String name, String suffix) {
    return folder.resolve(name + '.' + suffix);
  }

  private X509Certificate certificate(String name) throws IOException {
    return Pem.certificate(file(name, "crt"));
  }

  /** Whether it is there, of this authority, and good for a while. */
  private boolean isGood(String name, Instant now) throws IOException {
    if (!Files.exists(file(name, "crt")) || !Files.exists(file(name, "key"))) {
      return false;
    }
    X509Certificate certificate = certificate(name);
    return now.plus(RENEWED_BEFORE).isBefore(certificate.getNotAfter().toInstant())
        && Pem.isSignedBy(certificate, authority.certificate());
  }

  private static boolean names(X509Certificate certificate, InetAddress address) {
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          if (alternative.getLast() instanceof String text
              && text.equals(address.getHostAddress())) {
            return true;
          }
        }
      }
      return false;
    } catch (CertificateParsingException _) {
      return false; // then it is made anew
    }
  }

  private void write(String name, Issued issued) throws IOException {
    OwnFiles.write(file(name, "key"), Pem.text("PRIVATE KEY", issued.key().getEncoded()));
    OwnFiles.write(file(name, "crt"), Pem.text("CERTIFICATE", issued.certificate()));
  }

  /**
   * What tokens of service accounts are signed with. Read or made when it is first asked for: keys
   * cost a start much, and mostly nobody shows such a token.
   *
   * @throws UncheckedIOException if it cannot be read or written
   */
  synchronized KeyPair tokenKey() {
    KeyPair known = tokenKey;
    if (known == null) {
      try {
        Instant now = clock.instant();
        if (!isGood("tokens", now)) {
          write("tokens", authority.client("slipway:tokens", List.of(), now, AUTHORITY_VALIDITY));
        }
        known = new KeyPair(certificate("tokens").getPublicKey(), Pem.key(file("tokens", "key")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      tokenKey = known;
    }
    return known;
  }

  /** What the kubeconfig's user shows; as good as a password. */
  String ownerToken() throws IOException {
    Path file = file("admin", "token");
    if (!Files.exists(file)) {
      byte[] random = new byte[TOKEN_BYTES];
      new SecureRandom().nextBytes(random);
      OwnFiles.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }
    String token = Files.readString(file).strip();
    if (token.length() < TOKEN_BYTES) {
      throw new IOException(
          file + " has no token in it; remove it and the kubeconfig, and both are made anew");
    }
    return token;
  }

  /** What the port is opened with. */
  TlsConfig tls() {
    return new TlsConfig(
        file("server", "crt"),
        file("server", "key"),
        null,
        file("ca", "crt"),
        ClientCertificates.OPTIONAL,
        TlsConfig.DEFAULT_HANDSHAKE_TIMEOUT,
        TlsConfig.DEFAULT_MAX_HANDSHAKES);
  }

  /**
   * Writes what kubectl needs, unless what is there leads to this server with these credentials:
   * people add contexts to it.
   */
  Path writeKubeconfig(InetSocketAddress address) throws IOException {
    Kubeconfig config =
        new Kubeconfig(
            "https://" + hostAndPort(address), Pem.base64(file("ca", "crt")), ownerToken());
    Path file = data.resolve("kubeconfig");
    if (!Files.exists(file) || !config.isIn(Files.readString(file))) {
      OwnFiles.write(file, config.text());
    }
    return file;
  }

  /** Where clients on this machine reach an address. */
  static String hostAndPort(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    String text = host.isAnyLocalAddress() ? "127.0.0.1" : host.getHostAddress();
    return (text.indexOf(':') < 0 ? text : '[' + text + ']') + ':' + address.getPort();
  }
}
