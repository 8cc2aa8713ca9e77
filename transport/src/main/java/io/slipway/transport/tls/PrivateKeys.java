// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.tls;

import io.slipway.transport.tls.PemFile.Block;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A private key out of a PEM file: PKCS #8, in the clear or encrypted, and the older forms of RSA
 * (PKCS #1) and elliptic curve keys (SEC 1), in the clear.
 */
final class PrivateKeys {
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
  private static final String PBES2_OID = "1.2.840.113549.1.5.13";
  private static final byte[] VERSION_0 = {2, 1, 0};

  /** {@code rsaEncryption}, NULL. */
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  /** {@code id-ecPublicKey}. */
  private static final byte[] EC_OID = HexFormat.of().parseHex("06072a8648ce3d0201");

  private PrivateKeys() {}

  /**
   * @param password a file whose first line decrypts the key, null if there is none
   */
  static PrivateKey read(Path path, @Nullable Path password) throws TlsFileException {
    return read(PemText.read(path), password);
  }

  /** Likewise, of a text. */
  static PrivateKey read(PemText pem, @Nullable Path password) throws TlsFileException {
    Path path = pem.origin();
    for (Block block : PemFile.of(pem).blocks()) {
      if (block.label().endsWith("PRIVATE KEY")) {
        return key(path, block, password);
      }
    }
    throw new TlsFileException(path, "no private key in it (expected: a PEM block PRIVATE KEY)");
  }

  private static PrivateKey key(Path path, Block block, @Nullable Path password)
      throws TlsFileException {
    if (block.headers()) {
      throw new TlsFileException(
          path,
          "the key is encrypted in the traditional form, which is not read (expected: PKCS #8;"
              + " 'openssl pkcs8 -topk8' converts it)");
    }
    return switch (block.label()) {
      case "PRIVATE KEY" -> decode(path, block.der());
      case "ENCRYPTED PRIVATE KEY" -> decrypt(path, block.der(), password);
      case "RSA PRIVATE KEY" -> decode(path, pkcs8(RSA, block.der()));
      case "EC PRIVATE KEY" -> decode(path, ecToPkcs8(path, block.der()));
      default ->
          throw new TlsFileException(
              path,
              "'"
                  + block.label()
                  + "' is not read (expected: PRIVATE KEY, ENCRYPTED PRIVATE KEY, RSA PRIVATE KEY"
                  + " or EC PRIVATE KEY)");
    };
  }

  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    return Der.element(Der.SEQUENCE, VERSION_0, algorithm, Der.element(Der.OCTET_STRING, key));
  }

  private static byte[] ecToPkcs8(Path path, byte[] key) throws TlsFileException {
    byte[] curve = Der.find(Der.CONTEXT_0, key);
    if (curve == null) {
      throw new TlsFileException(
          path, "the EC key does not name its curve ('openssl pkcs8 -topk8' converts it)");
    }
    return pkcs8(Der.element(Der.SEQUENCE, EC_OID, curve), key);
  }

  private static PrivateKey decode(Path path, byte[] pkcs8) throws TlsFileException {
    for (String algorithm : isElliptic(pkcs8) ? List.of("EC") : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException _) {
        // a key of another algorithm
      } catch (GeneralSecurityException e) {
        throw new TlsFileException(path, "the key cannot be read: " + e.getMessage(), e);
      }
    }
    throw new TlsFileException(
        path, "not a key that is supported (expected: RSA, EC or Ed25519, in PKCS #8)");
  }

  /** A key of another algorithm than that it is asked for has the JDK try all of its providers. */
  private static boolean isElliptic(byte[] pkcs8) {
    byte[] identifier = Der.find(Der.SEQUENCE, pkcs8);
    return identifier != null
        && identifier.length > EC_OID.length
        && Arrays.equals(identifier, 0, EC_OID.length, EC_OID, 0, EC_OID.length);
  }

  private static PrivateKey decrypt(Path path, byte[] der, @Nullable Path password)
      throws TlsFileException {
    if (password == null) {
      throw new TlsFileException(path, "the key is encrypted, and no password file was given");
    }
    char[] secret = PemFile.text(password).lines().findFirst().orElse("").toCharArray();
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
      // of PBES2 the parameters, not the name, say which cipher it is
      String algorithm =
          info.getAlgName().equals("PBES2") || info.getAlgName().equals(PBES2_OID)
              ? info.getAlgParameters().toString()
              : info.getAlgName();
      Key key = SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(secret));
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
      return decode(path, info.getKeySpec(cipher).getEncoded());
    } catch (IOException | GeneralSecurityException e) {
      throw new TlsFileException(
          path,
          "the key cannot be decrypted with the password in "
              + password
              + " (expected: PKCS #8 with PBES2, as 'openssl pkcs8 -topk8' writes it)",
          e);
    }
  }
}
