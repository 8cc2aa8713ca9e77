// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens: who asks for them, whom they are for, and who asks whose they are. */
abstract class TokensContract extends ContractPart {
  private static final String REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";

  TokensContract(ApiTarget target) {
    super(target);
  }

  /** Other servers check the tokens of their callers here. */
  @Test
  void tokensAreReviewed() {
    Answer good = review(tokenOf("robot"));
    Answer bad = review("guessed");

    assertThat(good.at("/status/authenticated").asBoolean()).isTrue();
    assertThat(good.text("/status/user/username"))
        .isEqualTo("system:serviceaccount:" + namespace + ":robot");
    assertThat(good.at("/status/audiences").size()).isEqualTo(1);
    assertThat(bad.at("/status/authenticated").asBoolean()).isFalse();
    assertThat(bad.text("/status/error")).isNotEmpty();
    assertThat(bad.at("/status/user")).isEqualTo(Json.of("{}"));
  }

  /** What the owner of the kubeconfig shows is a token like any other. */
  @Test
  void theOwnersTokenIsReviewed() {
    Answer review = review(target.adminToken());

    assertThat(review.at("/status/authenticated").asBoolean()).isTrue();
    assertThat(review.at("/status/user/groups").toString())
        .contains("\"system:masters\"", "\"system:authenticated\"");
    assertThat(review.at("/status/audiences").size()).isEqualTo(1);
  }

  @Test
  void aReviewNeedsAToken() {
    api.post(REVIEWS, "{apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: {}}")
        .isFailure(400, "BadRequest")
        .withMessage("token is required for TokenReview in authentication");
  }

  /** A token for others is none here, and good where it is meant for. */
  @Test
  void aTokenIsForItsAudiences() {
    api.post(core("serviceaccounts"), "{metadata: {name: 'robot'}}").is(201);
    String token = request("robot", "audiences: ['vault', 'bank']").text("/status/token");

    Answer here = review(token);
    Answer there = review(token, "'vault', 'other'");

    assertThat(here.at("/status/authenticated").asBoolean()).isFalse();
    assertThat(there.at("/status/authenticated").asBoolean()).isTrue();
    assertThat(there.at("/status/audiences")).isEqualTo(Json.of("['vault']"));
    assertThat(review(tokenOf("other"), "'vault'").at("/status/authenticated").asBoolean())
        .isFalse();
    assertThat(review(target.adminToken(), "'vault'").at("/status/authenticated").asBoolean())
        .isFalse();
    withToken(token).get(core("configmaps")).isFailure(401, "Unauthorized");
  }

  /** It can be told which of the tokens of an account was shown. */
  @Test
  void aTokenHasAnIdentityOfItsOwn() {
    JsonNode first = who(tokenOf("robot"));
    JsonNode second = who(request("robot", "").text("/status/token"));

    assertThat(first.path("uid")).isEqualTo(second.path("uid"));
    String key = "authentication.kubernetes.io/credential-id";
    assertThat(first.at("/extra").size()).isEqualTo(1);
    assertThat(first.path("extra").path(key).path(0).asText()).matches("JTI=[-0-9a-f]{36}");
    assertThat(first.path("extra")).isNotEqualTo(second.path("extra"));
  }

  /** The token goes with the account, also if another of its name comes. */
  @Test
  void aTokenIsGoodAsLongAsItsAccountIsThere() {
    String token = tokenOf("robot");
    who(token);
    api.delete(core("serviceaccounts/robot")).is(200);

    eventually(
        "the account is gone",
        () -> withToken(token).get(core("configmaps")).response().status() == 401);
    String other = tokenOf("robot");
    who(other);
    withToken(token).get(core("configmaps")).isFailure(401, "Unauthorized");
  }

  /** A token lives for at least ten minutes, and for somebody. */
  @Test
  void tokensAreForExistingAccounts() {
    api.post(core("serviceaccounts"), "{metadata: {name: 'a'}}").is(201);
    String body =
        "{apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest',"
            + " spec: {audiences: [], expirationSeconds: %d}}";

    Answer issued = api.post(core("serviceaccounts/a/token"), body.formatted(600)).is(201);
    assertThat(List.of(issued.text("/status/token").split("\\.", -1))).hasSize(3);
    assertThat(issued.text("/status/expirationTimestamp")).endsWith("Z");
    api.post(core("serviceaccounts/none/token"), body.formatted(600)).isFailure(404, "NotFound");
    api.post(core("serviceaccounts/a/token"), body.formatted(10))
        .isFailure(422, "Invalid")
        .withMessageContaining(
            "spec.expirationSeconds: Invalid value: 10: may not specify a duration less than 10"
                + " minutes");
  }

  private Answer request(String account, String spec) {
    return api.post(
            core("serviceaccounts/" + account + "/token"),
            "{apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {%s}}"
                .formatted(spec))
        .is(201);
  }

  private Answer review(String token) {
    return review(token, "");
  }

  private Answer review(String token, String audiences) {
    return api.post(
            REVIEWS,
            """
            {apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview',
             spec: {token: '%s', audiences: [%s]}}
            """
                .formatted(token, audiences))
        .is(201);
  }

  private JsonNode who(String token) {
    return withToken(token)
        .post(
            "/apis/authentication.k8s.io/v1/selfsubjectreviews",
            "{apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview'}")
        .is(201)
        .at("/status/userInfo");
  }
}
