// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.answer.Accounts.Shown;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.rbac.UserInfo;
import io.slipway.controlplane.apiserver.token.Authenticator;
import io.slipway.controlplane.apiserver.token.ServiceAccountTokens;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose tokens are: those of service accounts, and those that others know. */
final class TokenReviews {
  private static final List<String> OWN = List.of(ServiceAccountTokens.ISSUER);

  private final Accounts accounts;
  private final List<Authenticator> others;

  TokenReviews(Accounts accounts, List<Authenticator> others) {
    this.accounts = accounts;
    this.others = List.copyOf(others);
  }

  /** Whom a token stands for that is for this API; null if for nobody. */
  @Nullable UserInfo user(String token) {
    Shown shown = shown(token, OWN);
    return shown == null ? null : shown.user();
  }

  /** Tokens of others say nothing of an audience: they are for this API. */
  private @Nullable Shown shown(String token, List<String> audiences) {
    Shown shown = accounts.shown(token, audiences);
    if (shown != null || !audiences.contains(ServiceAccountTokens.ISSUER)) {
      return shown;
    }
    for (Authenticator other : others) {
      UserInfo user = other.user(token);
      if (user != null) {
        return new Shown(user, OWN);
      }
    }
    return null;
  }

  /**
   * Answers {@code TokenReview}: whom a token stands for.
   *
   * @throws io.slipway.controlplane.apiserver.meta.ApiException BadRequest without a token
   */
  ObjectNode review(ObjectNode review) {
    JsonNode spec = review.path("spec");
    String token = spec.path("token").asText("");
    if (token.isEmpty()) {
      throw ApiErrors.badRequest("token is required for TokenReview in authentication");
    }
    List<String> audiences = new ArrayList<>();
    spec.path("audiences").forEach(each -> audiences.add(each.asText()));
    Shown shown = shown(token, audiences.isEmpty() ? OWN : audiences);
    ObjectNode status = review.putObject("status");
    if (shown == null) {
      status.putObject("user");
      status.put("error", "the token is not known, no longer good, or for others");
      return review;
    }
    status.put("authenticated", true);
    Answers.fill(status.putObject("user"), shown.user());
    ArrayNode told = status.putArray("audiences");
    shown.audiences().forEach(told::add);
    return review;
  }
}
