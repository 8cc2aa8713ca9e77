// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.tls;

import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the handshakes of a server are made with; {@link #reload} exchanges it for those to come,
 * and leaves the connections that there are alone. Safe for use by any thread.
 *
 * <p>It is the JDK's TLS without Netty's {@code SslContext}, which reads the JDK's 150 CAs first.
 */
public final class ServerTls {
  private static final Logger log = LoggerFactory.getLogger(ServerTls.class);

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /** Only those with forward secrecy and authenticated encryption, as HTTP/2 asks for. */
  private static final String[] CIPHERS = {
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
  };

  private static final int SESSION_CACHE = 10_000;
  private static final int SESSION_SECONDS = 3600;

  private final TlsConfig config;
  private final InstantSource clock;
  private volatile SSLContext context;

  private ServerTls(TlsConfig config, InstantSource clock) throws TlsFileException {
    this.config = config;
    this.clock = clock;
    this.context = newContext();
  }

  /**
   * Reads the files.
   *
   * @param clock tells whether the certificate has expired, which is logged
   * @throws TlsFileException if one of them cannot be used
   */
  public static ServerTls open(TlsConfig config, InstantSource clock) throws TlsFileException {
    // The JDK reads it once, before its first handshake. Our clients' renegotiation is what HTTP/2
    // forbids, and what lets a client make the server work for nothing.
    if (System.getProperty("jdk.tls.rejectClientInitiatedRenegotiation") == null) {
      System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }
    return new ServerTls(config, clock);
  }

  public TlsConfig config() {
    return config;
  }

  /** The files that it is read from. */
  public List<Path> files() {
    List<Path> files = new ArrayList<>(List.of(config.certificate(), config.key()));
    addIfThere(files, config.keyPassword());
    addIfThere(files, config.clientCa());
    return List.copyOf(files);
  }

  private static void addIfThere(List<Path> files, @Nullable Path file) {
    if (file != null) {
      files.add(file);
    }
  }

  /**
   * Reads the files again, for the handshakes to come.
   *
   * @throws TlsFileException if one of them cannot be used; what was there before stays
   */
  public void reload() throws TlsFileException {
    context = newContext();
  }

  private SSLContext newContext() throws TlsFileException {
    List<X509Certificate> chain = Certificates.read(config.certificate());
    PrivateKey key = PrivateKeys.read(config.key(), config.keyPassword());
    Certificates.requirePair(config.key(), chain.getFirst(), key);
    // none instead of null, for which the JDK reads its own CAs
    Path clientCa = config.clientCa();
    TrustManager[] trusted =
        clientCa == null ? new TrustManager[0] : Certificates.trusting(Certificates.read(clientCa));
    try {
      SSLContext made = SSLContext.getInstance("TLS");
      made.init(new KeyManager[] {new OneKey(chain, key)}, trusted, null);
      made.getServerSessionContext().setSessionCacheSize(SESSION_CACHE);
      made.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
      log(chain.getFirst());
      return made;
    } catch (GeneralSecurityException e) {
      throw new TlsFileException(config.certificate(), "cannot be used: " + e.getMessage(), e);
    }
  }

  private void log(X509Certificate certificate) {
    Instant end = certificate.getNotAfter().toInstant();
    if (clock.instant().isAfter(end)) {
      log.warn(
          "{}: the certificate expired at {}; clients will refuse it", config.certificate(), end);
    } else {
      log.info(
          "TLS with the certificate of '{}', valid until {}",
          certificate.getSubjectX500Principal(),
          end);
    }
  }

  /**
   * The handler of one connection, for the transport. It has no time limit of its own.
   *
   * @param handshakes does the expensive parts of a handshake
   */
  public SslHandler newHandler(Executor handshakes) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(PROTOCOLS);
    engine.setEnabledCipherSuites(CIPHERS);
    engine.setHandshakeApplicationProtocolSelector((_, offered) -> protocol(offered));
    if (config.clientCa() != null) {
      switch (config.clientCertificates()) {
        case OPTIONAL -> engine.setWantClientAuth(true);
        case REQUIRED -> engine.setNeedClientAuth(true);
      }
    }
    SslHandler handler = new SslHandler(engine, false, handshakes);
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }

  /** Of those that the client offers; none, which ends no handshake, if we speak none of them. */
  private static String protocol(List<String> offered) {
    if (offered.contains(ApplicationProtocolNames.HTTP_2)) {
      return ApplicationProtocolNames.HTTP_2;
    }
    return offered.contains(ApplicationProtocolNames.HTTP_1_1)
        ? ApplicationProtocolNames.HTTP_1_1
        : "";
  }
}
