// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.slipway.controlplane.apiserver.oidc.OidcConfig.Naming;
import io.slipway.controlplane.apiserver.rbac.UserInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OidcTokensTest {
  private static final String ISSUER = "https://issuer.example";
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  private static final String CLAIMS =
      "{\"iss\":\"%s\",\"aud\":\"us\",\"sub\":\"ann\",\"exp\":%d}"
          .formatted(ISSUER, NOW.getEpochSecond() + 60);

  private final KeyPair key = pair("RSA", "");
  private JsonWebKeys keys = new JsonWebKeys(List.of(new JsonWebKeys.Key("a", key.getPublic())));
  private int fetched;
  private boolean broken;
  private long nanos;

  private final OidcTokens tokens =
      new OidcTokens(
          new OidcConfig(
              ISSUER,
              "us",
              null,
              EnumSet.allOf(SigningAlgorithm.class),
              Map.of(),
              new Naming("sub", "", "", "")),
          this::fetch,
          () -> NOW,
          () -> nanos);

  private JsonWebKeys fetch() throws IOException {
    fetched++;
    if (broken) {
      throw new IOException("the issuer is away");
    }
    return keys;
  }

  private static KeyPair pair(String kind, String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      if (curve.isEmpty()) {
        generator.initialize(2048);
      } else {
        generator.initialize(new ECGenParameterSpec(curve));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String token(SigningAlgorithm algorithm, String id, KeyPair by, String claims) {
    String head = "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + id + "\"}";
    String signed = encode(head.getBytes(StandardCharsets.UTF_8)) + '.';
    signed += encode(claims.getBytes(StandardCharsets.UTF_8));
    return signed + '.' + encode(sign(algorithm, by, signed));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] sign(SigningAlgorithm algorithm, KeyPair by, String text) {
    String bits = algorithm.name().substring(2);
    try {
      Signature signature =
          Signature.getInstance(
              switch (algorithm) {
                case RS256, RS384, RS512 -> "SHA" + bits + "withRSA";
                case ES256, ES384, ES512 -> "SHA" + bits + "withECDSAinP1363Format";
                case PS256, PS384, PS512 -> "RSASSA-PSS";
              });
      if (algorithm.name().startsWith("PS")) {
        String hash = "SHA-" + bits;
        signature.setParameter(
            new PSSParameterSpec(
                hash, "MGF1", new MGF1ParameterSpec(hash), Integer.parseInt(bits) / 8, 1));
      }
      signature.initSign(by.getPrivate());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theIssuerIsAskedWithTheFirstTokenAndNoSooner() {
    assertThat(fetched).isZero();
    assertThat(tokens.user("no token")).isNull();
    assertThat(tokens.user(token(SigningAlgorithm.RS256, "a", key, "{\"iss\":\"x\"}"))).isNull();
    assertThat(fetched).isZero();

    UserInfo user = tokens.user(token(SigningAlgorithm.RS256, "a", key, CLAIMS));

    assertThat(user).isEqualTo(new UserInfo("ann", "", List.of("system:authenticated")));
    assertThat(tokens.user(token(SigningAlgorithm.RS256, "a", key, CLAIMS))).isEqualTo(user);
    assertThat(fetched).isOne();
  }

  @Test
  void aTokenThatIsOverAsksNobody() {
    String claims = CLAIMS.replace("\"exp\":", "\"exp\":1,\"was\":");

    assertThat(tokens.user(token(SigningAlgorithm.RS256, "a", key, claims))).isNull();
    assertThat(fetched).isZero();
  }

  @Test
  void aTimeBeyondAllNumbersIsNone() {
    String end = CLAIMS.replace("\"exp\":", "\"exp\":1e400,\"was\":");
    String begin = CLAIMS.replace("\"exp\":", "\"nbf\":-1e400,\"exp\":");

    assertThat(tokens.user(token(SigningAlgorithm.RS256, "a", key, end))).isNull();
    assertThat(tokens.user(token(SigningAlgorithm.RS256, "a", key, begin))).isNull();
  }

  @Test
  void anUnknownKeyIsAskedForButNotOften() {
    KeyPair next = pair("RSA", "");
    String token = token(SigningAlgorithm.RS256, "b", next, CLAIMS);
    assertThat(tokens.user(token)).isNull();
    keys = new JsonWebKeys(List.of(new JsonWebKeys.Key("b", next.getPublic())));

    nanos += TimeUnit.SECONDS.toNanos(9);
    assertThat(tokens.user(token)).isNull();
    assertThat(fetched).isOne();
    nanos += TimeUnit.SECONDS.toNanos(1);
    assertThat(tokens.user(token)).isNotNull();
    assertThat(fetched).isEqualTo(2);
    assertThat(tokens.user(token(SigningAlgorithm.RS256, "a", key, CLAIMS))).isNull();
  }

  @Test
  void whatIsKnownStaysWhileTheIssuerIsAway() {
    String good = token(SigningAlgorithm.RS256, "a", key, CLAIMS);
    assertThat(tokens.user(good)).isNotNull();
    broken = true;
    nanos += TimeUnit.MINUTES.toNanos(1);

    assertThat(tokens.user(token(SigningAlgorithm.RS256, "b", pair("RSA", ""), CLAIMS))).isNull();
    assertThat(fetched).isEqualTo(2);
    assertThat(tokens.user(good)).isNotNull();
  }

  @Test
  void aTokenSaysEachThingOnce() {
    String twice = CLAIMS.replace("\"sub\":\"ann\"", "\"sub\":\"ann\",\"sub\":\"root\"");

    assertThat(tokens.user(token(SigningAlgorithm.RS256, "a", key, twice))).isNull();
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void everyAlgorithmIsChecked(SigningAlgorithm algorithm) {
    KeyPair by =
        switch (algorithm) {
          case RS256, RS384, RS512, PS256, PS384, PS512 -> key;
          case ES256 -> pair("EC", "secp256r1");
          case ES384 -> pair("EC", "secp384r1");
          case ES512 -> pair("EC", "secp521r1");
        };
    keys = new JsonWebKeys(List.of(new JsonWebKeys.Key("k", by.getPublic())));
    String token = token(algorithm, "k", by, CLAIMS);
    int claims = token.indexOf('.') + 1;
    int end = token.lastIndexOf('.');
    String changed = encode(CLAIMS.replace("ann", "eve").getBytes(StandardCharsets.UTF_8));

    assertThat(tokens.user(token)).isNotNull();
    assertThat(tokens.user(token.substring(0, claims) + changed + token.substring(end))).isNull();
  }

  @Test
  void keysAreReadAsIssuersTellThemAndUnknownOnesPassedOver() throws Exception {
    RSAPublicKey rsa = (RSAPublicKey) key.getPublic();
    String known =
        "{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"%s\",\"e\":\"AQAB\"}"
            .formatted(encode(rsa.getModulus().toByteArray()));
    String text =
        "{\"keys\":[{\"kty\":\"OKP\",\"kid\":\"o\"},{\"kty\":\"EC\",\"crv\":\"P-1\"},"
            + "{\"kty\":\"RSA\",\"n\":\"!\"},"
            + known.replace("\"a\"", "\"enc\"").replace("{", "{\"use\":\"enc\",")
            + ","
            + known
            + "]}";

    JsonWebKeys read = JsonWebKeys.read(new JsonMapper().readTree(text));

    assertThat(read.keys()).containsExactly(new JsonWebKeys.Key("a", rsa));
  }
}
