// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.controlplane.apiserver.certificate.CertificateAuthority.Issued;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  private static final Duration YEAR = Duration.ofDays(365);

  private final CertificateAuthority authority =
      CertificateAuthority.create("slipway", NOW, YEAR.multipliedBy(30), new SecureRandom());

  private static X509Certificate parse(byte[] certificate) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate));
  }

  private void validate(X509Certificate certificate, Instant at) throws GeneralSecurityException {
    TrustAnchor anchor = new TrustAnchor(parse(authority.certificate()), null);
    PKIXParameters parameters;
    try {
      parameters = new PKIXParameters(Set.of(anchor));
    } catch (InvalidAlgorithmParameterException e) {
      throw new AssertionError(e);
    }
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(at));
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)),
            parameters);
  }

  @Test
  void isAnAuthority() throws GeneralSecurityException {
    X509Certificate certificate = parse(authority.certificate());
    assertThat(certificate.getVersion()).isEqualTo(3);
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=slipway");
    assertThat(certificate.getBasicConstraints()).isNotNegative();
    assertThat(certificate.getKeyUsage()[5]).as("signs certificates").isTrue();
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(YEAR.multipliedBy(30)));
    certificate.verify(certificate.getPublicKey());
  }

  @Test
  void makesACertificateForAServer() throws Exception {
    Issued issued =
        authority.server(
            "slipway-api",
            List.of("localhost", "kubernetes.default.svc"),
            List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1")),
            NOW,
            YEAR);
    X509Certificate certificate = parse(issued.certificate());
    validate(certificate, NOW);
    assertThat(certificate.getSubjectAlternativeNames().stream().map(name -> name.get(1)))
        .map(Object::toString)
        .containsExactly("localhost", "kubernetes.default.svc", "127.0.0.1", "0:0:0:0:0:0:0:1");
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(issued.key().getAlgorithm()).isEqualTo("EC");
  }

  @Test
  void makesACertificateForAUserInGroups() throws GeneralSecurityException {
    Issued issued = authority.client("jörg", List.of("system:masters", "team"), NOW, YEAR);
    X509Certificate certificate = parse(issued.certificate());
    validate(certificate, NOW);
    assertThat(certificate.getSubjectX500Principal().getName())
        .isEqualTo("CN=jörg,O=team,O=system:masters");
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
  }

  @Test
  void givesEachCertificateANumberAndATime() throws GeneralSecurityException {
    X509Certificate one = parse(authority.client("a", List.of(), NOW, YEAR).certificate());
    X509Certificate other = parse(authority.client("a", List.of(), NOW, YEAR).certificate());
    assertThat(one.getSerialNumber()).isPositive().isNotEqualTo(other.getSerialNumber());
    validate(one, NOW.minusSeconds(60));
    assertThatThrownBy(() -> validate(one, NOW.plus(YEAR).plusSeconds(1)))
        .isInstanceOf(CertPathValidatorException.class);
    assertThatThrownBy(() -> validate(one, NOW.minus(Duration.ofDays(1))))
        .isInstanceOf(CertPathValidatorException.class);
  }

  @Test
  void isNotTakenForAnotherOfTheSameName() throws GeneralSecurityException {
    CertificateAuthority impostor =
        CertificateAuthority.create("slipway", NOW, YEAR, new SecureRandom());
    X509Certificate forged = parse(impostor.client("a", List.of(), NOW, YEAR).certificate());
    assertThatThrownBy(() -> validate(forged, NOW)).isInstanceOf(CertPathValidatorException.class);
  }
}
