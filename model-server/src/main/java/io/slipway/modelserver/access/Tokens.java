// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whom the tokens and certificates of a tokens file stand for. Immutable, safe for use by any
 * thread.
 *
 * <p>A token is looked up by a salted hash of its hash: how long that takes depends on nothing that
 * a caller who does not know the salt can choose.
 */
public final class Tokens {
  private static final int SALT_BYTES = 32;

  /** The beginning of a salted hash. */
  private record Key(long high, long low) {}

  private record Entry(byte[] sha256, Client client) {}

  private final byte[] salt = new byte[SALT_BYTES];
  private final Map<Key, Entry> byToken = new HashMap<>();
  private final Map<String, Client> byCertificate = new HashMap<>();
  private final Client anonymous;

  Tokens(Client anonymous) {
    this.anonymous = anonymous;
    new SecureRandom().nextBytes(salt);
  }

  /** False if it stands for somebody already. Only while the file is read. */
  boolean addToken(byte[] sha256, Client client) {
    return byToken.putIfAbsent(key(sha256), new Entry(sha256, client)) == null;
  }

  /** As {@link #addToken}, for a name of a certificate. */
  boolean addCertificate(String name, Client client) {
    return byCertificate.putIfAbsent(name, client) == null;
  }

  /** Whoever shows no credential. */
  public Client anonymous() {
    return anonymous;
  }

  /** Whom a token stands for, null if for nobody. */
  public @Nullable Client byToken(String token) {
    byte[] sha256 = sha256(token);
    Entry entry = byToken.get(key(sha256));
    return entry != null && MessageDigest.isEqual(entry.sha256, sha256) ? entry.client : null;
  }

  /** Whom the first of these names of one certificate that is known stands for; null if none is. */
  public @Nullable Client byCertificate(List<String> names) {
    for (String name : names) {
      Client client = byCertificate.get(name);
      if (client != null) {
        return client;
      }
    }
    return null;
  }

  private Key key(byte[] sha256) {
    MessageDigest digest = newSha256();
    digest.update(salt);
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(sha256));
    return new Key(hash.getLong(), hash.getLong());
  }

  static byte[] sha256(String token) {
    return newSha256().digest(token.getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
