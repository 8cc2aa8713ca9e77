// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of service accounts: JSON Web Tokens (RFC 7519) signed by ECDSA on P-256, with the claims
 * that Kubernetes puts into them. Any thread may use it.
 */
public final class ServiceAccountTokens {
  /** Who signs them, and whom they are for unless that is said. */
  public static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

  private static final String ALGORITHM = "SHA256withECDSAinP1363Format";
  private static final String HEADER =
      encode("{\"alg\":\"ES256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII));
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Supplier<KeyPair> key;

  /**
   * @param key is asked with each token that is made, or that looks like one of ours; the same each
   *     time
   */
  public ServiceAccountTokens(Supplier<KeyPair> key) {
    this.key = key;
  }

  /**
   * Whom a token is for.
   *
   * @param uid of the service account
   */
  public record Account(String namespace, String name, String uid) {}

  /**
   * An object that a token names.
   *
   * @param uid empty if it is not known
   */
  public record Named(Kind kind, String name, String uid) {
    /** What tokens can be bound to; in the order in which what else they name is told. */
    public enum Kind {
      POD("pod"),
      SECRET("secret"),
      NODE("node");

      private final String claim;

      Kind(String claim) {
        this.claim = claim;
      }
    }
  }

  /**
   * What a good token says.
   *
   * @param id of the token
   * @param named the object that it is bound to, if it is bound to one, and then others
   * @param audiences of those that were asked for, those that it is for
   */
  public record Read(Account account, String id, List<Named> named, List<String> audiences) {
    public Read {
      named = List.copyOf(named);
      audiences = List.copyOf(audiences);
    }
  }

  /** A token that is good until some time. */
  public record Issued(String token, Instant end) {}

  /**
   * @param named as in {@link Read}, one of each kind
   * @param audiences whom it is for; empty for this API
   */
  public Issued issue(
      Account account, List<Named> named, List<String> audiences, Duration validity, Instant now) {
    Instant end = now.plus(validity);
    ObjectNode claims = JsonNodeFactory.instance.objectNode();
    var audience = claims.putArray("aud");
    (audiences.isEmpty() ? List.of(ISSUER) : audiences).forEach(audience::add);
    claims
        .put("exp", end.getEpochSecond())
        .put("iat", now.getEpochSecond())
        .put("iss", ISSUER)
        .put("jti", UUID.randomUUID().toString());
    ObjectNode kubernetes = claims.putObject("kubernetes.io");
    kubernetes.put("namespace", account.namespace());
    kubernetes.putObject("serviceaccount").put("name", account.name()).put("uid", account.uid());
    for (Named each : named) {
      ObjectNode claim = kubernetes.putObject(each.kind().claim).put("name", each.name());
      if (!each.uid().isEmpty()) {
        claim.put("uid", each.uid());
      }
    }
    claims
        .put("nbf", now.getEpochSecond())
        .put("sub", "system:serviceaccount:" + account.namespace() + ':' + account.name());
    String signed = HEADER + '.' + encode(bytes(claims));
    return new Issued(signed + '.' + encode(sign(signed)), end);
  }

  private static byte[] bytes(ObjectNode claims) {
    try {
      return MAPPER.writeValueAsBytes(claims);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("claims that are no JSON", e);
    }
  }

  private byte[] sign(String text) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key.get().getPrivate());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK does not sign by ECDSA", e);
    }
  }

  /**
   * What a token of ours says, if it is good now; null for any other text.
   *
   * @param audiences one of which it has to be for
   */
  public @Nullable Read read(String token, List<String> audiences, Instant now) {
    int end = token.lastIndexOf('.');
    int middle = token.indexOf('.');
    if (middle < 0 || end == middle || !token.substring(0, middle).equals(HEADER)) {
      return null;
    }
    try {
      Base64.Decoder decoder = Base64.getUrlDecoder();
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key.get().getPublic());
      signature.update(token.substring(0, end).getBytes(StandardCharsets.US_ASCII));
      if (!signature.verify(decoder.decode(token.substring(end + 1)))) {
        return null;
      }
      JsonNode claims = MAPPER.readTree(decoder.decode(token.substring(middle + 1, end)));
      return isGood(claims, now) ? read(claims, audiences) : null;
    } catch (IllegalArgumentException | IOException | GeneralSecurityException _) {
      return null; // not one of ours
    }
  }

  private static boolean isGood(JsonNode claims, Instant now) {
    long seconds = now.getEpochSecond();
    return claims.path("iss").asText().equals(ISSUER)
        && claims.path("exp").asLong() > seconds
        && claims.path("nbf").asLong() <= seconds;
  }

  private static @Nullable Read read(JsonNode claims, List<String> audiences) {
    List<String> meant = new ArrayList<>();
    for (JsonNode audience : claims.path("aud")) {
      if (audiences.contains(audience.asText())) {
        meant.add(audience.asText());
      }
    }
    return meant.isEmpty()
        ? null
        : new Read(account(claims), claims.path("jti").asText(), named(claims), meant);
  }

  private static List<Named> named(JsonNode claims) {
    List<Named> named = new ArrayList<>();
    for (Named.Kind kind : Named.Kind.values()) {
      JsonNode claim = claims.path("kubernetes.io").path(kind.claim);
      if (claim.isObject()) {
        named.add(new Named(kind, claim.path("name").asText(), claim.path("uid").asText()));
      }
    }
    return named;
  }

  private static Account account(JsonNode claims) {
    JsonNode kubernetes = claims.path("kubernetes.io");
    JsonNode account = kubernetes.path("serviceaccount");
    return new Account(
        kubernetes.path("namespace").asText(),
        account.path("name").asText(),
        account.path("uid").asText());
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
