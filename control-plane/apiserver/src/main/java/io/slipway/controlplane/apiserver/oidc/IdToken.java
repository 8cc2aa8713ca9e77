// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.oidc;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Web Token (RFC 7519) in its parts. Nothing of it is true before its signature is checked.
 *
 * @param algorithm as it says
 * @param keyId of what it is signed with; empty if it does not say
 * @param signed the bytes that the signature is of
 */
record IdToken(String algorithm, String keyId, ObjectNode claims, byte[] signed, byte[] signature) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Null if it is none. */
  static @Nullable IdToken read(String token) {
    int middle = token.indexOf('.');
    int end = token.lastIndexOf('.');
    if (middle < 0 || token.indexOf('.', middle + 1) != end) {
      return null;
    }
    try {
      Base64.Decoder decoder = Base64.getUrlDecoder();
      if (!(MAPPER.readTree(decoder.decode(token.substring(0, middle))) instanceof ObjectNode head)
          || !(MAPPER.readTree(decoder.decode(token.substring(middle + 1, end)))
              instanceof ObjectNode claims)
          || head.has("crit")) { // which names what must be understood, and is not here
        return null;
      }
      return new IdToken(
          head.path("alg").asText(""),
          head.path("kid").asText(""),
          claims,
          token.substring(0, end).getBytes(StandardCharsets.US_ASCII),
          decoder.decode(token.substring(end + 1)));
    } catch (IllegalArgumentException | IOException _) {
      return null;
    }
  }

  String issuer() {
    return claims.path("iss").asText("");
  }
}
