// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.certificate;

import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes certificates (X.509 version 3, RFC 5280) with keys on the curve P-256, signed by ECDSA with
 * SHA-256. Immutable; any thread may use it.
 */
public final class CertificateAuthority {
  /** Clocks of clients may be behind. */
  private static final Duration BACKDATED = Duration.ofHours(1);

  private static final byte[] ECDSA_WITH_SHA256 =
      DerWriter.sequence(DerWriter.identifier(1, 2, 840, 10045, 4, 3, 2));
  private static final byte[] COMMON_NAME = DerWriter.identifier(2, 5, 4, 3);
  private static final byte[] ORGANIZATION = DerWriter.identifier(2, 5, 4, 10);
  private static final byte[] SUBJECT_KEY = DerWriter.identifier(2, 5, 29, 14);
  private static final byte[] KEY_USAGE = DerWriter.identifier(2, 5, 29, 15);
  private static final byte[] SUBJECT_ALTERNATIVES = DerWriter.identifier(2, 5, 29, 17);
  private static final byte[] BASIC_CONSTRAINTS = DerWriter.identifier(2, 5, 29, 19);
  private static final byte[] AUTHORITY_KEY = DerWriter.identifier(2, 5, 29, 35);
  private static final byte[] EXTENDED_KEY_USAGE = DerWriter.identifier(2, 5, 29, 37);
  private static final byte[] SERVER_AUTH = DerWriter.identifier(1, 3, 6, 1, 5, 5, 7, 3, 1);
  private static final byte[] CLIENT_AUTH = DerWriter.identifier(1, 3, 6, 1, 5, 5, 7, 3, 2);

  /** digitalSignature. */
  private static final byte[] SIGNS = {(byte) 0x80};

  /** keyCertSign, cRLSign. */
  private static final byte[] SIGNS_CERTIFICATES = {0x06};

  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private final KeyPair key;
  private final String name;
  private final byte[] certificate;
  private final SecureRandom random;

  /**
   * A key and the certificate for it, both in DER; the key as PKCS#8.
   *
   * @param certificate whose bytes nobody changes
   */
  public record Issued(PrivateKey key, byte[] certificate) {}

  /** A new authority of that name, good for so long. */
  public static CertificateAuthority create(
      String name, Instant now, Duration validity, SecureRandom random) {
    KeyPair key = newKey(random);
    byte[] extensions =
        DerWriter.sequence(
            extension(BASIC_CONSTRAINTS, true, DerWriter.sequence(DerWriter.truth())),
            extension(KEY_USAGE, true, DerWriter.bits(SIGNS_CERTIFICATES, 1)),
            extension(SUBJECT_KEY, false, DerWriter.octets(keyId(key.getPublic()))));
    byte[] subject = name(name, List.of());
    byte[] signed = body(subject, subject, now, validity, key.getPublic(), extensions, random);
    return new CertificateAuthority(key, name, sign(signed, key.getPrivate()), random);
  }

  /** An authority that was made before. */
  public CertificateAuthority(KeyPair key, String name, byte[] certificate, SecureRandom random) {
    this.key = key;
    this.name = name;
    this.certificate = certificate.clone();
    this.random = random;
  }

  /** In DER. */
  public byte[] certificate() {
    return certificate.clone();
  }

  public PrivateKey privateKey() {
    return key.getPrivate();
  }

  /** A server's certificate for these names and addresses. */
  public Issued server(
      String commonName,
      List<String> dnsNames,
      List<InetAddress> addresses,
      Instant now,
      Duration validity) {
    List<byte[]> names = new ArrayList<>();
    for (String dns : dnsNames) {
      names.add(DerWriter.implicit(DNS_NAME, dns.getBytes(StandardCharsets.US_ASCII)));
    }
    for (InetAddress address : addresses) {
      names.add(DerWriter.implicit(IP_ADDRESS, address.getAddress()));
    }
    byte[] alternatives =
        extension(SUBJECT_ALTERNATIVES, false, DerWriter.sequence(names.toArray(byte[][]::new)));
    return issue(name(commonName, List.of()), SERVER_AUTH, alternatives, now, validity);
  }

  /** A client's certificate, for the user of that name, who is in these groups. */
  public Issued client(String user, List<String> groups, Instant now, Duration validity) {
    return issue(name(user, groups), CLIENT_AUTH, new byte[0], now, validity);
  }

  private Issued issue(
      byte[] subject, byte[] purpose, byte[] more, Instant now, Duration validity) {
    KeyPair own = newKey(random);
    byte[] extensions =
        DerWriter.sequence(
            extension(KEY_USAGE, true, DerWriter.bits(SIGNS, 7)),
            extension(EXTENDED_KEY_USAGE, false, DerWriter.sequence(purpose)),
            extension(
                AUTHORITY_KEY,
                false,
                DerWriter.sequence(DerWriter.implicit(0, keyId(key.getPublic())))),
            more);
    byte[] signed =
        body(name(name, List.of()), subject, now, validity, own.getPublic(), extensions, random);
    return new Issued(own.getPrivate(), sign(signed, key.getPrivate()));
  }

  private static KeyPair newKey(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK makes no keys on P-256", e);
    }
  }

  /** What is signed. */
  private static byte[] body(
      byte[] issuer,
      byte[] subject,
      Instant now,
      Duration validity,
      PublicKey key,
      byte[] extensions,
      SecureRandom random) {
    return DerWriter.sequence(
        DerWriter.explicit(0, DerWriter.integer(BigInteger.TWO)),
        DerWriter.integer(new BigInteger(127, random).add(BigInteger.ONE)),
        ECDSA_WITH_SHA256,
        issuer,
        DerWriter.sequence(
            DerWriter.time(now.minus(BACKDATED)), DerWriter.time(now.plus(validity))),
        subject,
        key.getEncoded(),
        DerWriter.explicit(3, extensions));
  }

  private static byte[] sign(byte[] body, PrivateKey key) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key);
      signature.update(body);
      return DerWriter.sequence(body, ECDSA_WITH_SHA256, DerWriter.bits(signature.sign(), 0));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK does not sign by ECDSA", e);
    }
  }

  private static byte[] name(String commonName, List<String> organizations) {
    List<byte[]> parts = new ArrayList<>();
    for (String organization : organizations) {
      parts.add(DerWriter.set(DerWriter.sequence(ORGANIZATION, DerWriter.text(organization))));
    }
    parts.add(DerWriter.set(DerWriter.sequence(COMMON_NAME, DerWriter.text(commonName))));
    return DerWriter.sequence(parts.toArray(byte[][]::new));
  }

  private static byte[] extension(byte[] identifier, boolean critical, byte[] value) {
    return critical
        ? DerWriter.sequence(identifier, DerWriter.truth(), DerWriter.octets(value))
        : DerWriter.sequence(identifier, DerWriter.octets(value));
  }

  /** A name for the key, of no meaning but to tell keys apart. */
  private static byte[] keyId(PublicKey key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return Arrays.copyOf(digest, 20);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
