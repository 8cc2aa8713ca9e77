// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the handshakes of a server are made with; {@link #reload} exchanges it for those to come,
 * and leaves the connections that there are alone. Safe for use by any thread.
 */
public final class ServerTls {
  private static final Logger log = LoggerFactory.getLogger(ServerTls.class);

  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /** Only those with forward secrecy and authenticated encryption, as HTTP/2 asks for. */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private static final ApplicationProtocolConfig ALPN =
      new ApplicationProtocolConfig(
          Protocol.ALPN,
          SelectorFailureBehavior.NO_ADVERTISE,
          SelectedListenerFailureBehavior.ACCEPT,
          ApplicationProtocolNames.HTTP_2,
          ApplicationProtocolNames.HTTP_1_1);

  private static final int SESSION_CACHE = 10_000;
  private static final int SESSION_SECONDS = 3600;

  private final TlsConfig config;
  private final InstantSource clock;
  private volatile SslContext context;

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

  private SslContext newContext() throws TlsFileException {
    List<X509Certificate> chain = Certificates.read(config.certificate());
    PrivateKey key = PrivateKeys.read(config.key(), config.keyPassword());
    Certificates.requirePair(config.key(), chain.getFirst(), key);
    SslContextBuilder builder =
        SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new))
            .sslProvider(SslProvider.JDK)
            .protocols(PROTOCOLS)
            .ciphers(CIPHERS)
            .applicationProtocolConfig(ALPN)
            .sessionCacheSize(SESSION_CACHE)
            .sessionTimeout(SESSION_SECONDS);
    Path clientCa = config.clientCa();
    if (clientCa != null) {
      builder
          .trustManager(Certificates.read(clientCa).toArray(X509Certificate[]::new))
          .clientAuth(
              switch (config.clientCertificates()) {
                case OPTIONAL -> ClientAuth.OPTIONAL;
                case REQUIRED -> ClientAuth.REQUIRE;
              });
    }
    try {
      SslContext made = builder.build();
      log(chain.getFirst());
      return made;
    } catch (SSLException e) {
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
  public SslHandler newHandler(ByteBufAllocator allocator, Executor handshakes) {
    SslHandler handler = context.newHandler(allocator, handshakes);
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }
}
