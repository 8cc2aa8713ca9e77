// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * TLS on a server's ports. All files are PEM, and are read again by {@link ServerTls#reload}.
 *
 * @param certificate the server's certificate, and behind it those that lead to its CA
 * @param key its private key
 * @param keyPassword a file whose first line decrypts {@code key}, null for a key in the clear
 * @param clientCa the CAs that client certificates may come from, null to ask for none
 * @param clientCertificates whether a client must have one, if there is a {@code clientCa}
 * @param handshakeTimeout from the start of a connection to the end of its handshake
 * @param maxHandshakes handshakes in progress; one more is closed at once
 */
public record TlsConfig(
    Path certificate,
    Path key,
    @Nullable Path keyPassword,
    @Nullable Path clientCa,
    ClientCertificates clientCertificates,
    Duration handshakeTimeout,
    int maxHandshakes) {
  public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
  public static final int DEFAULT_MAX_HANDSHAKES = 512;

  /** What becomes of a client without a certificate. */
  public enum ClientCertificates {
    /** It may connect. */
    OPTIONAL,
    /** Its handshake fails. */
    REQUIRED
  }

  public TlsConfig {
    Objects.requireNonNull(certificate, "certificate");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(clientCertificates, "clientCertificates");
    if (handshakeTimeout.isNegative() || handshakeTimeout.isZero()) {
      throw new IllegalArgumentException(
          "handshakeTimeout: " + handshakeTimeout + " (expected: above 0)");
    }
    if (maxHandshakes < 1) {
      throw new IllegalArgumentException(
          "maxHandshakes: " + maxHandshakes + " (expected: at least 1)");
    }
  }

  /** Without a key password and client certificates, and with the default limits. */
  public static TlsConfig of(Path certificate, Path key) {
    return new TlsConfig(
        certificate,
        key,
        null,
        null,
        ClientCertificates.REQUIRED,
        DEFAULT_HANDSHAKE_TIMEOUT,
        DEFAULT_MAX_HANDSHAKES);
  }
}
