// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The public keys of an issuer at one time (RFC 7517). Immutable. */
record JsonWebKeys(List<Key> keys) {
  /** More than an issuer has; each costs a check of tokens that name none. */
  private static final int MAX_KEYS = 100;

  /**
   * @param id by which tokens name it; empty for none
   */
  record Key(String id, PublicKey key) {}

  JsonWebKeys {
    keys = List.copyOf(keys);
  }

  /** Keys of unknown kinds, and broken ones, are passed over: others may be good. */
  static JsonWebKeys read(JsonNode document) {
    List<Key> keys = new ArrayList<>();
    for (JsonNode each : document.path("keys")) {
      PublicKey key = each.path("use").asText("sig").equals("sig") ? key(each) : null;
      if (key != null && keys.size() < MAX_KEYS) {
        keys.add(new Key(each.path("kid").asText(""), key));
      }
    }
    return new JsonWebKeys(keys);
  }

  /** Whether one of them has signed a token; all are tried if it names none. */
  boolean haveSigned(IdToken token, SigningAlgorithm algorithm) {
    for (Key each : keys) {
      boolean meant = token.keyId().isEmpty() || token.keyId().equals(each.id());
      if (meant && algorithm.verifies(each.key(), token.signed(), token.signature())) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable PublicKey key(JsonNode key) {
    try {
      return switch (key.path("kty").asText("")) {
        case "RSA" ->
            KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(number(key, "n"), number(key, "e")));
        case "EC" ->
            KeyFactory.getInstance("EC")
                .generatePublic(
                    new ECPublicKeySpec(
                        new ECPoint(number(key, "x"), number(key, "y")),
                        curve(key.path("crv").asText(""))));
        default -> null;
      };
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      return null;
    }
  }

  private static BigInteger number(JsonNode key, String name) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(key.path(name).asText("")));
  }

  private static ECParameterSpec curve(String name) throws GeneralSecurityException {
    String known =
        switch (name) {
          case "P-256" -> "secp256r1";
          case "P-384" -> "secp384r1";
          case "P-521" -> "secp521r1";
          default -> throw new IllegalArgumentException("crv: '" + name + "'");
        };
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(known));
    return parameters.getParameterSpec(ECParameterSpec.class);
  }
}
