// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** The files of {@link Credentials}: one PEM block each. */
final class Pem {
  private static final int LINE = 64;

  private Pem() {}

  static String text(String label, byte[] der) {
    Base64.Encoder encoder = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
    return "-----BEGIN "
        + label
        + "-----\n"
        + encoder.encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  /** The bytes in a file's one block. */
  static byte[] bytes(Path file) throws IOException {
    StringBuilder block = new StringBuilder();
    for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
      if (!line.startsWith("-----")) {
        block.append(line.strip());
      }
    }
    try {
      return Base64.getDecoder().decode(block.toString());
    } catch (IllegalArgumentException e) {
      throw unusable(file, e);
    }
  }

  static X509Certificate certificate(Path file) throws IOException {
    try {
      return certificate(bytes(file));
    } catch (CertificateException e) {
      throw unusable(file, e);
    }
  }

  static X509Certificate certificate(byte[] der) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  static PrivateKey key(Path file) throws IOException {
    try {
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(bytes(file)));
    } catch (GeneralSecurityException e) {
      throw unusable(file, e);
    }
  }

  /** Whether the authority with this certificate has signed another. */
  static boolean isSignedBy(X509Certificate certificate, byte[] authority) {
    try {
      certificate.verify(certificate(authority).getPublicKey());
      return true;
    } catch (GeneralSecurityException _) {
      return false; // another one's
    }
  }

  /** The whole file. */
  static String base64(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }

  private static IOException unusable(Path file, Exception cause) {
    return new IOException(
        file + " cannot be used: " + cause.getMessage() + "; remove it, and it is made anew",
        cause);
  }
}
