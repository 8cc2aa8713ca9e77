// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.GoText;
import io.slipway.controlplane.apiserver.oidc.OidcConfig.Naming;
import io.slipway.controlplane.apiserver.rbac.UserInfo;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the claims of a token with a good signature have to be, and whom they name. */
final class TokenRules {
  /** How far an issuer's clock may be ahead, as kube-apiserver has it. */
  private static final Duration AHEAD = Duration.ofMinutes(1);

  private static final String EVERYBODY = "system:authenticated";

  private final OidcConfig config;

  TokenRules(OidcConfig config) {
    this.config = config;
  }

  Verdict judge(ObjectNode claims, Instant now) {
    String why = refusal(claims, now);
    return why == null ? named(claims) : new Verdict.Refused(why);
  }

  private @Nullable String refusal(ObjectNode claims, Instant now) {
    List<String> audiences = texts(claims.path("aud"));
    if (audiences == null || !audiences.contains(config.clientId())) {
      return "aud: %s (expected: %s)".formatted(claims.path("aud"), config.clientId());
    }
    BigDecimal seconds = seconds(now);
    if (!isTime(claims.path("exp")) || claims.path("exp").decimalValue().compareTo(seconds) < 0) {
      return "exp: %s, it is over (expected: a time after %s)".formatted(claims.path("exp"), now);
    }
    JsonNode begin = claims.path("nbf");
    if (!begin.isMissingNode()
        && (!isTime(begin) || begin.decimalValue().compareTo(seconds(now.plus(AHEAD))) > 0)) {
      return "nbf: %s, it has not begun (expected: a time before %s)".formatted(begin, now);
    }
    JsonNode elsewhere = claims.path("_claim_names").path(config.naming().groupsClaim());
    return elsewhere.isMissingNode()
        ? null
        : "_claim_names: the groups are told elsewhere, where they are not asked for (expected:"
            + " groups in the token)";
  }

  /** Numbers may be larger than what they are read into. */
  private static boolean isTime(JsonNode claim) {
    return claim.isNumber() && Double.isFinite(claim.doubleValue());
  }

  private static BigDecimal seconds(Instant instant) {
    return BigDecimal.valueOf(instant.getEpochSecond())
        .add(BigDecimal.valueOf(instant.getNano(), 9));
  }

  private Verdict named(ObjectNode claims) {
    Naming naming = config.naming();
    JsonNode user = claims.path(naming.userClaim());
    if (!user.isTextual()) {
      return new Verdict.Refused(
          "%s: %s (expected: the name of the user)".formatted(naming.userClaim(), shown(user)));
    }
    JsonNode verified = claims.path("email_verified");
    if (naming.userClaim().equals(OidcConfig.EMAIL)
        && !verified.isMissingNode()
        && !(verified.isBoolean() && verified.booleanValue())) {
      return new Verdict.Refused(
          "email_verified: %s (expected: true, or nothing)".formatted(verified));
    }
    List<String> groups = groups(claims.path(naming.groupsClaim()));
    if (groups == null) {
      return new Verdict.Refused(
          "%s: %s (expected: texts)"
              .formatted(naming.groupsClaim(), claims.path(naming.groupsClaim())));
    }
    String lacking = lacking(claims);
    return lacking == null
        ? new Verdict.Known(new UserInfo(naming.userPrefix() + user.textValue(), "", groups))
        : new Verdict.Refused(lacking);
  }

  private @Nullable String lacking(ObjectNode claims) {
    for (Map.Entry<String, String> required : config.requiredClaims().entrySet()) {
      JsonNode claim = claims.path(required.getKey());
      if (!claim.isTextual() || !claim.textValue().equals(required.getValue())) {
        return "%s: %s (expected: %s)"
            .formatted(required.getKey(), shown(claim), GoText.quote(required.getValue()));
      }
    }
    return null;
  }

  /** With their prefix, and what everybody with a credential is in; null if they are none. */
  private @Nullable List<String> groups(JsonNode claim) {
    List<String> named = texts(claim);
    if (named == null) {
      return null;
    }
    List<String> groups = new ArrayList<>(named.size() + 1);
    for (String each : named) {
      groups.add(config.naming().groupsPrefix() + each);
    }
    if (!groups.contains(EVERYBODY)) {
      groups.add(EVERYBODY);
    }
    return groups;
  }

  /** A text or a list of such; null for anything else. */
  private static @Nullable List<String> texts(JsonNode claim) {
    if (claim.isMissingNode() || claim.isNull()) {
      return List.of();
    }
    if (claim.isTextual()) {
      return List.of(claim.textValue());
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode each : claim) {
      if (!each.isTextual()) {
        return null;
      }
      texts.add(each.textValue());
    }
    return claim.isArray() ? texts : null;
  }

  private static String shown(JsonNode claim) {
    return claim.isMissingNode() ? "missing" : claim.toString();
  }
}
