// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.testing;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** A certificate authority that lives as long as a test, and writes what it issues as PEM files. */
public final class TestAuthority {
  /** A certificate with its key, as files. */
  public record Issued(Path certificate, Path key, X509Bundle bundle) {}

  private final Path directory;
  private final X509Bundle authority;
  private final Path certificate;

  /**
   * @param name also that of its file
   */
  public TestAuthority(Path directory, String name) throws IOException {
    this.directory = directory;
    this.authority = make(() -> builder(name).setIsCertificateAuthority(true).buildSelfSigned());
    this.certificate =
        Files.writeString(directory.resolve(name + ".pem"), authority.getCertificatePEM());
  }

  /** Its own certificate. */
  public Path certificate() {
    return certificate;
  }

  /** For localhost and 127.0.0.1, valid now, with an EC key. */
  public Issued issue(String name) throws IOException {
    return issue(name, builder -> builder);
  }

  /** As {@link #issue(String)}, with something else about it. */
  public Issued issue(String name, UnaryOperator<CertificateBuilder> change) throws IOException {
    CertificateBuilder builder =
        change.apply(builder(name).addSanDnsName("localhost").addSanIpAddress("127.0.0.1"));
    X509Bundle bundle = make(() -> builder.buildIssuedBy(authority));
    return new Issued(
        Files.writeString(directory.resolve(name + ".pem"), bundle.getCertificatePathPEM()),
        Files.writeString(directory.resolve(name + ".key"), bundle.getPrivateKeyPEM()),
        bundle);
  }

  private static CertificateBuilder builder(String name) {
    Instant now = Instant.now();
    return new CertificateBuilder()
        .subject("CN=" + name)
        .ecp256()
        .notBefore(now.minus(Duration.ofHours(1)))
        .notAfter(now.plus(Duration.ofDays(1)));
  }

  private interface Making {
    X509Bundle make() throws Exception;
  }

  private static X509Bundle make(Making making) {
    try {
      return making.make();
    } catch (Exception e) {
      throw new IllegalStateException("a certificate cannot be made", e);
    }
  }
}
