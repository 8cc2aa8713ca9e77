// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.tls;

import io.slipway.transport.tls.PemFile.Block;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Certificates out of PEM files. */
final class Certificates {
  private static final byte[] PROBE = new byte[32];

  private Certificates() {}

  /** All certificates of a file, at least one, in its order. */
  static List<X509Certificate> read(Path path) throws TlsFileException {
    return read(PemText.read(path));
  }

  /** Likewise, of a text. */
  static List<X509Certificate> read(PemText pem) throws TlsFileException {
    Path path = pem.origin();
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : PemFile.of(pem).blocks()) {
      if (block.label().equals("CERTIFICATE")) {
        certificates.add(decode(path, block.der()));
      }
    }
    if (certificates.isEmpty()) {
      throw new TlsFileException(path, "no certificate in it (expected: PEM blocks CERTIFICATE)");
    }
    return certificates;
  }

  private static X509Certificate decode(Path path, byte[] der) throws TlsFileException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new TlsFileException(path, "a certificate in it cannot be read", e);
    }
  }

  /** For handshakes with those whose certificates come from one of these CAs. */
  static TrustManager[] trusting(List<X509Certificate> authorities) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate authority : authorities) {
        store.setCertificateEntry("ca-" + store.size(), authority);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the JDK's TLS does not start", e);
    }
  }

  /** Makes sure that key and certificate belong together, by a signature. */
  static void requirePair(Path path, X509Certificate certificate, PrivateKey key)
      throws TlsFileException {
    PublicKey publicKey = certificate.getPublicKey();
    boolean pair;
    try {
      Signature signature = Signature.getInstance(signatureOf(key));
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(PROBE);
      pair = signature.verify(signed);
    } catch (GeneralSecurityException _) {
      pair = false; // as with keys of two algorithms
    }
    if (!pair) {
      throw new TlsFileException(
          path,
          "the key is not that of the certificate for '"
              + certificate.getSubjectX500Principal()
              + "'");
    }
  }

  private static String signatureOf(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
