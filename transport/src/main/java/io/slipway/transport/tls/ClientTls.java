// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslHandler;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What a client makes its handshakes with: whom it trusts, and who it is. The server's name is
 * checked, unless all servers are trusted. Immutable.
 */
public final class ClientTls {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final ApplicationProtocolConfig HTTP_2 =
      new ApplicationProtocolConfig(
          Protocol.ALPN,
          SelectorFailureBehavior.NO_ADVERTISE,
          SelectedListenerFailureBehavior.ACCEPT,
          ApplicationProtocolNames.HTTP_2);

  private final SSLContext context;

  private ClientTls(SSLContext context) {
    this.context = context;
  }

  /**
   * @param ca PEM file of the CAs that are trusted, null for those of the JDK
   * @param certificate PEM file of the client's own certificate, null if it has none
   * @param key PEM file of its key; goes with {@code certificate}
   * @throws TlsFileException if a file cannot be used
   */
  public static ClientTls of(@Nullable Path ca, @Nullable Path certificate, @Nullable Path key)
      throws TlsFileException {
    return ofTexts(
        ca == null ? null : PemText.read(ca),
        certificate == null ? null : PemText.read(certificate),
        key == null ? null : PemText.read(key));
  }

  /** As {@link #of}, for what is no file of its own. */
  public static ClientTls ofTexts(
      @Nullable PemText ca, @Nullable PemText certificate, @Nullable PemText key)
      throws TlsFileException {
    return of(
        keyManagers(certificate, key),
        ca == null ? null : Certificates.trusting(Certificates.read(ca)));
  }

  /**
   * For servers that nobody can vouch for: any certificate for any name is taken, so that who is on
   * the way there may read and change everything.
   */
  public static ClientTls trustingAll(@Nullable PemText certificate, @Nullable PemText key)
      throws TlsFileException {
    return of(keyManagers(certificate, key), new TrustManager[] {new TrustAll()});
  }

  private static ClientTls of(KeyManager @Nullable [] keys, TrustManager @Nullable [] trusted) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trusted, null);
      return new ClientTls(context);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK's TLS does not start", e);
    }
  }

  private static KeyManager @Nullable [] keyManagers(
      @Nullable PemText certificate, @Nullable PemText key) throws TlsFileException {
    if (certificate == null || key == null) {
      return null;
    }
    List<X509Certificate> chain = Certificates.read(certificate);
    PrivateKey privateKey = PrivateKeys.read(key, null);
    Certificates.requirePair(key.origin(), chain.getFirst(), privateKey);
    return new KeyManager[] {new OneKey(chain, privateKey)};
  }

  /** For the JDK's HTTP client. */
  public SSLContext context() {
    return context;
  }

  /** The handler of one connection that is to speak HTTP/2 with a server of this name. */
  public SslHandler newHandler(ByteBufAllocator allocator, String host, int port) {
    JdkSslContext netty =
        new JdkSslContext(
            context,
            true,
            null,
            IdentityCipherSuiteFilter.INSTANCE,
            HTTP_2,
            ClientAuth.NONE,
            PROTOCOLS,
            false);
    SslHandler handler = netty.newHandler(allocator, host, port);
    SSLParameters parameters = handler.engine().getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    handler.engine().setSSLParameters(parameters);
    return handler;
  }
}
