// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Who this side is, in all its handshakes. A key store in memory would do as well, but encrypts
 * what it is given and decrypts it again, with ten thousand hashes each time.
 */
final class OneKey extends X509ExtendedKeyManager {
  private static final String ALIAS = "own";

  private final List<X509Certificate> chain;
  private final PrivateKey key;

  /**
   * @param chain the own certificate, and behind it those that lead to its CA
   */
  OneKey(List<X509Certificate> chain, PrivateKey key) {
    this.chain = List.copyOf(chain);
    this.key = key;
  }

  /**
   * @param keyType what the handshake could do with, such as {@code EC}, before TLS 1.3 perhaps
   *     with the algorithm of the issuer behind it: {@code EC_RSA}
   */
  private @Nullable String alias(String keyType) {
    String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
    int issuer = keyType.indexOf('_');
    String wanted = issuer < 0 ? keyType : keyType.substring(0, issuer);
    return algorithm.equals(wanted) ? ALIAS : null;
  }

  private @Nullable String alias(String[] keyTypes) {
    for (String keyType : keyTypes) {
      String alias = alias(keyType);
      if (alias != null) {
        return alias;
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(keyType);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(keyType);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(keyTypes);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return alias(keyType) == null ? null : new String[] {ALIAS};
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return alias(keyType) == null ? null : new String[] {ALIAS};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return chain.toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return key;
  }
}
