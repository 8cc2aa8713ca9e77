// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The keys are one and the same, in the forms that OpenSSL writes. */
class PrivateKeysTest {
  private static final String PKCS8 =
      """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgldHo6kQ02QEqRiYq
      mAcI536+m6FxKovRMH6DGXifSfqhRANCAAS2qubFuASK4bYmMfQsFDZ2ifU0dinS
      su8IkhZt1jEJcTPTSz+mM544COgWaYjRW4lSeXF4HwlhFYwpngQi7ezz
      -----END PRIVATE KEY-----
      """;

  /** With the block that {@code openssl ecparam -genkey} puts before the key. */
  private static final String SEC1 =
      """
      -----BEGIN EC PARAMETERS-----
      BggqhkjOPQMBBw==
      -----END EC PARAMETERS-----
      -----BEGIN EC PRIVATE KEY-----
      MHcCAQEEIJXR6OpENNkBKkYmKpgHCOd+vpuhcSqL0TB+gxl4n0n6oAoGCCqGSM49
      AwEHoUQDQgAEtqrmxbgEiuG2JjH0LBQ2don1NHYp0rLvCJIWbdYxCXEz00s/pjOe
      OAjoFmmI0VuJUnlxeB8JYRWMKZ4EIu3s8w==
      -----END EC PRIVATE KEY-----
      """;

  private static final String ENCRYPTED =
      """
      -----BEGIN ENCRYPTED PRIVATE KEY-----
      MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAj+KRUjt/gneAICCAAw
      DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEFHS4KtEMCA2NRC/xE3N17EEgZBj
      0gJs2ZdhgO0uswTlw+ZVOWztwhlpE/97IA9WnCx19cPmeI7TxLMXrrSBqkSZ2urg
      XNqoEBmPo4InG1Lik7GIyXPmPyanhTy2akvDix4r+PnnkYo/q+V6pUB/ofOlhamx
      IOXJWa1u5Pf5hSU6YwHkOQY61URulQ2tyAW3Ka5OXjosUD7tHIStdJ4+DBioQqQ=
      -----END ENCRYPTED PRIVATE KEY-----
      """;

  private static final String SCRYPT =
      """
      -----BEGIN ENCRYPTED PRIVATE KEY-----
      MIHkME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAipbpp7L7pu0wICQAAC
      AQgCAQEwHQYJYIZIAWUDBAEqBBBdvTSFyestRJr3YwwvIICKBIGQuwBUT6Guwovi
      Zqqk4kGifPxDocFzqQDpIn7gk+AfaaV7kw80L/EzILylqdhY55kOD0e1viAXDVPS
      8/IBTOkaHIGrXZzuDrocxHcPTd/ViaeqQ6IRz7BUUYNUN1JdvBbfo7Dq6SyJn3Mb
      jupFgMTcBAgZGUAP3ybyUG8zmkLS43pp0y6LAb9vwK5uXv1WefPF
      -----END ENCRYPTED PRIVATE KEY-----
      """;

  private static final String TRADITIONAL_ENCRYPTED =
      """
      -----BEGIN EC PRIVATE KEY-----
      Proc-Type: 4,ENCRYPTED
      DEK-Info: AES-128-CBC,1C624621E1C092D37A80028EED7940F8

      4vrYkZ0/J7xroyVOQmwMrA0xLf9EHeMthViw5S4PcuWhIyAx/JeSeYyjLzJbVd8H
      8ADI61yUKmRzA+WQS1e9wll87VBLSSuM0ojhGTGIjaIpI949tJNhW+wyLjMMIqK+
      ySVsRm2J7ES/e2LzTaI/JAt1uJ6EMAYpQIkZCDFb0LI=
      -----END EC PRIVATE KEY-----
      """;

  private static final String ED25519 =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIA/8Nx+h1AsCSFd09vJMy05zePA7snNk4wmx8aTQK6QZ
      -----END PRIVATE KEY-----
      """;

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // set before each test
  PrivateKeysTest() {}

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private PrivateKey read(String pem) throws IOException {
    return PrivateKeys.read(file("key.pem", pem), null);
  }

  @Test
  void readsPkcs8() throws Exception {
    assertThat(read(PKCS8).getAlgorithm()).isEqualTo("EC");
    assertThat(read("a remark\n" + ED25519).getAlgorithm()).isEqualTo("EdDSA");
  }

  @Test
  void readsTheTraditionalFormOfAnEcKey() throws Exception {
    ECPrivateKey expected = (ECPrivateKey) read(PKCS8);
    ECPrivateKey key = (ECPrivateKey) read(SEC1);
    assertThat(key.getS()).isEqualTo(expected.getS());
    assertThat(key.getParams()).isEqualTo(expected.getParams());
  }

  @Test
  void readsTheTraditionalFormOfAnRsaKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    PrivateKey key = generator.generateKeyPair().getPrivate();
    byte[] pkcs1 = Objects.requireNonNull(Der.find(Der.OCTET_STRING, key.getEncoded()));
    assertThat(read(pem("RSA PRIVATE KEY", pkcs1))).isEqualTo(key);
  }

  @Test
  void decryptsPkcs8WithTheFirstLineOfThePasswordFile() throws Exception {
    Path password = file("password", "opensesame\nnot this\n");
    assertThat(PrivateKeys.read(file("key.pem", ENCRYPTED), password)).isEqualTo(read(PKCS8));
  }

  @Test
  void saysWhenThePasswordIsWrongOrMissing() throws Exception {
    Path key = file("key.pem", ENCRYPTED);
    Path password = file("password", "wrong");
    assertThatThrownBy(() -> PrivateKeys.read(key, password))
        .hasMessageContaining("cannot be decrypted with the password in " + password);
    assertThatThrownBy(() -> PrivateKeys.read(key, null))
        .hasMessageContaining("encrypted, and no password file");
  }

  @Test
  void refusesAnEncryptionThatTheJdkDoesNotHave() throws Exception {
    Path key = file("key.pem", SCRYPT);
    Path password = file("password", "opensesame");
    assertThatThrownBy(() -> PrivateKeys.read(key, password))
        .isInstanceOf(TlsFileException.class)
        .hasMessageContaining("expected: PKCS #8 with PBES2");
  }

  @ParameterizedTest
  @MethodSource
  void saysWhatIsWrong(String pem, String expected) {
    assertThatThrownBy(() -> read(pem))
        .isInstanceOf(TlsFileException.class)
        .hasMessageStartingWith(directory.resolve("key.pem").toString())
        .hasMessageContaining(expected);
  }

  static Stream<Arguments> saysWhatIsWrong() {
    return Stream.of(
        arguments("", "no private key in it"),
        arguments(pem("CERTIFICATE", new byte[3]), "no private key in it"),
        arguments(pem("DSA PRIVATE KEY", new byte[3]), "'DSA PRIVATE KEY' is not read"),
        arguments(pem("PRIVATE KEY", new byte[3]), "not a key that is supported"),
        arguments(pem("EC PRIVATE KEY", new byte[0]), "does not name its curve"),
        arguments(pem("EC PRIVATE KEY", new byte[] {0x30, 0x7f, 4}), "does not name its curve"),
        arguments("-----BEGIN PRIVATE KEY-----\nAA", "has no end"),
        arguments("-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----", "not Base64"),
        arguments(TRADITIONAL_ENCRYPTED, "openssl pkcs8 -topk8"),
        arguments("x".repeat((1 << 20) + 1), "larger than"));
  }

  @Test
  void saysWhenThereIsNoFile() {
    assertThatThrownBy(() -> PrivateKeys.read(directory.resolve("none"), null))
        .isInstanceOf(TlsFileException.class)
        .hasMessageContaining("file not found");
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(der), label);
  }
}
