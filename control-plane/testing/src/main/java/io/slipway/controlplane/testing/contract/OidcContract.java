// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.testing.OidcIssuer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * ID tokens of an OpenID Connect provider as credentials. Two APIs take them from one provider:
 * {@code subjects} with groups, a required claim and two algorithms; {@code mails} with the claim
 * {@code email} and otherwise what kube-apiserver does unless told.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class OidcContract {
  protected static final String CLIENT = "slipway";

  private static final String REVIEW =
      "{apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview'}";

  private OidcIssuer issuer;
  private ApiTarget subjects;
  private ApiTarget mails;

  /** How an API is told whose tokens to take: kube-apiserver's options without {@code --oidc-}. */
  public record Option(String name, String value) {}

  /** Starts an API that takes tokens of the issuer; it is closed with the test class. */
  protected abstract ApiTarget start(List<Option> options);

  /** Closes what was started. */
  protected abstract void stop();

  @BeforeAll
  final void startAll(@TempDir Path directory) {
    issuer = OidcIssuer.start(directory);
    subjects =
        start(
            List.of(
                new Option("issuer-url", issuer.url()),
                new Option("client-id", CLIENT),
                new Option("ca-file", issuer.authorities().toString()),
                new Option("groups-claim", "groups"),
                new Option("groups-prefix", "oidc:"),
                new Option("required-claim", "team=ml"),
                new Option("signing-algs", "RS256,ES256")));
    mails =
        start(
            List.of(
                new Option("issuer-url", issuer.url()),
                new Option("client-id", CLIENT),
                new Option("ca-file", issuer.authorities().toString()),
                new Option("username-claim", "email"),
                new Option("groups-claim", "roles")));
    String subject = issuer.token(claims());
    String mail = issuer.token(claims("email: 'ann@example.com'"));
    ContractPart.eventually(
        "the keys of the issuer are known",
        () -> isKnown(subjects, subject) && isKnown(mails, mail));
  }

  @AfterAll
  final void stopAll() {
    stop();
    issuer.close();
  }

  /** The subject is unique for its issuer only, which is therefore part of the name. */
  @Test
  void aTokenSaysWhoCalls() {
    JsonNode who = who(subjects, issuer.token(claims("groups: ['ml', 'ops']")));

    assertThat(who.path("username").asText()).isEqualTo(issuer.url() + "#ann");
    assertThat(who.path("groups"))
        .isEqualTo(Json.of("['oidc:ml', 'oidc:ops', 'system:authenticated']"));
    assertThat(who.has("uid")).isFalse();
  }

  /** A mail address is unique; groups without a prefix are what the token says. */
  @Test
  void aMailAddressIsANameAsItIs() {
    JsonNode who = who(mails, issuer.token(claims("email: 'ann@example.com', roles: ['staff']")));

    assertThat(who.path("username").asText()).isEqualTo("ann@example.com");
    assertThat(who.path("groups")).isEqualTo(Json.of("['staff', 'system:authenticated']"));
  }

  /** One group need not be a list. */
  @Test
  void oneGroupMayBeAText() {
    assertThat(who(subjects, issuer.token(claims("groups: 'ml'"))).path("groups"))
        .isEqualTo(Json.of("['oidc:ml', 'system:authenticated']"));
    assertThat(who(subjects, issuer.token(claims("groups: null"))).path("groups"))
        .isEqualTo(Json.of("['system:authenticated']"));
  }

  /** Only algorithms that were named are taken; RS256 unless any were. */
  @Test
  void theAlgorithmIsOneThatWasNamed() {
    String mail = claims("email: 'ann@example.com'");

    assertThat(isKnown(subjects, issuer.token("ES256", "ec", claims()))).isTrue();
    assertRefused(subjects, issuer.token("RS512", "rsa", claims()));
    assertRefused(mails, issuer.token("ES256", "ec", mail));
  }

  /** A token that is for several is for each. */
  @Test
  void aTokenIsForThisApi() {
    assertThat(isKnown(subjects, issuer.token(claims("aud: ['other', 'slipway']")))).isTrue();
    assertRefused(subjects, issuer.token(claims("aud: 'other'")));
    assertRefused(subjects, issuer.token(claims("aud: []")));
    assertRefused(subjects, issuer.token(claims("aud: null")));
  }

  @Test
  void aTokenOfAnotherIssuerIsNone() {
    assertRefused(subjects, issuer.token(claims("iss: 'https://other.example'")));
    assertRefused(subjects, issuer.token(claims("iss: '" + issuer.url() + "/'")));
  }

  /** In seconds from now; an issuer's clock may be a minute ahead, but not behind. */
  @ParameterizedTest
  @CsvSource({
    "exp, -1, false",
    "exp, -3600, false",
    "exp, 60, true",
    "nbf, 30, true",
    "nbf, 240, false",
    "iat, 3600, true"
  })
  void aTokenHasItsTime(String claim, long seconds, boolean known) {
    String token =
        issuer.token(claims(claim + ": " + Instant.now().plusSeconds(seconds).getEpochSecond()));

    assertThat(isKnown(subjects, token)).isEqualTo(known);
  }

  @Test
  void aTokenWithoutAnEndIsNone() {
    ObjectNode claims = (ObjectNode) Json.parse(claims());
    claims.remove("exp");

    assertRefused(subjects, issuer.token(claims.toString()));
  }

  /** What is known of forging them. */
  @Test
  void aTokenThatTheIssuerDidNotSignIsNone() {
    String good = issuer.token(claims());
    String other = issuer.token(claims("sub: 'eve'"));
    String[] parts = good.split("\\.", -1);

    assertRefused(subjects, issuer.forged("rsa", claims()));
    assertRefused(subjects, issuer.forged("unknown", claims()));
    assertRefused(subjects, issuer.unsigned(claims()));
    assertRefused(subjects, issuer.codedByPublicKey(claims()));
    assertRefused(subjects, parts[0] + '.' + other.split("\\.", -1)[1] + '.' + parts[2]);
    assertRefused(subjects, parts[0] + '.' + parts[1] + '.');
    assertRefused(subjects, good + ".e30");
  }

  /** A token that names no key is checked with all; one that wants what is not known is none. */
  @Test
  void theHeaderMayNameNoKeyAndNothingCritical() {
    String bare = issuer.token("{\"alg\":\"RS256\"}", claims(), "RS256", issuer.key("rsa"));
    String critical =
        issuer.token(
            "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":[\"new\"],\"new\":1}",
            claims(),
            "RS256",
            issuer.key("rsa"));

    assertThat(isKnown(subjects, bare)).isTrue();
    assertRefused(subjects, critical);
  }

  @ParameterizedTest
  @ValueSource(strings = {"team: 'other'", "team: ['ml']", "team: null", "sub: 7"})
  void aClaimThatIsNeededIsThereAndAText(String claim) {
    assertRefused(subjects, issuer.token(claims(claim)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"groups: [1]", "groups: {a: 'b'}", "groups: 7"})
  void groupsAreTexts(String claim) {
    assertRefused(subjects, issuer.token(claims(claim)));
  }

  /** If it is told whether an address is verified, it has to be. */
  @ParameterizedTest
  @CsvSource({"true, true", "false, false", "'''true''', false"})
  void aMailAddressIsVerifiedOrNotSpokenOf(String verified, boolean known) {
    String token = issuer.token(claims("email: 'ann@example.com', email_verified: " + verified));

    assertThat(isKnown(mails, token)).isEqualTo(known);
    assertRefused(mails, issuer.token(claims()));
  }

  /** Roles may be bound to the groups that a provider knows. */
  @Test
  void aRoleMayBeBoundToAGroupOfTheIssuer() {
    Api admin = new Api(subjects.admin());
    String namespace = ContractPart.unique("oidc");
    admin.post("/api/v1/namespaces", "{metadata: {name: '%s'}}".formatted(namespace)).is(201);
    String rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace;
    admin
        .post(
            rbac + "/roles",
            "{metadata: {name: 'ml'}, rules: [{apiGroups: [''], resources: ['configmaps'],"
                + " verbs: ['list']}]}")
        .is(201);
    admin
        .post(
            rbac + "/rolebindings",
            """
            {metadata: {name: 'ml'},
             roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'ml'},
             subjects: [{apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'oidc:ml'}]}
            """)
        .is(201);
    String maps = "/api/v1/namespaces/" + namespace + "/configmaps";
    Api member = as(subjects, issuer.token(claims("groups: ['ml']")));
    Api stranger = as(subjects, issuer.token(claims("groups: ['other']")));

    ContractPart.eventually("the binding holds", () -> member.get(maps).response().status() == 200);
    stranger
        .get(maps)
        .isFailure(403, "Forbidden")
        .withMessageContaining("User \"" + issuer.url() + "#ann\" cannot list resource");
  }

  /** Other servers may ask for these, too. */
  @Test
  void anIdTokenIsReviewed() {
    Answer review =
        new Api(subjects.admin())
            .post(
                "/apis/authentication.k8s.io/v1/tokenreviews",
                "{apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: {token: '%s'}}"
                    .formatted(issuer.token(claims())))
            .is(201);

    assertThat(review.at("/status/authenticated").asBoolean()).isTrue();
    assertThat(review.text("/status/user/username")).isEqualTo(issuer.url() + "#ann");
    assertThat(review.at("/status/audiences").size()).isEqualTo(1);
  }

  /** Issuers change their keys without telling. */
  @Test
  void aNewKeyOfTheIssuerIsFound() {
    issuer.addRsaKey("next");
    String token = issuer.token("RS256", "next", claims());

    ContractPart.eventually("the new key is known", () -> isKnown(subjects, token));
  }

  private String claims(String... more) {
    Instant now = Instant.now();
    ObjectNode claims =
        (ObjectNode)
            Json.of(
                "{iss: '%s', aud: '%s', sub: 'ann', team: 'ml', iat: %d, exp: %d}"
                    .formatted(
                        issuer.url(),
                        CLIENT,
                        now.getEpochSecond(),
                        now.plus(Duration.ofHours(1)).getEpochSecond()));
    for (String each : more) {
      claims.setAll((ObjectNode) Json.of("{" + each + "}"));
    }
    return claims.toString();
  }

  private static Api as(ApiTarget target, String token) {
    return new Api(target.anyone()).withToken(token);
  }

  private static Answer review(ApiTarget target, String token) {
    return as(target, token).post("/apis/authentication.k8s.io/v1/selfsubjectreviews", REVIEW);
  }

  private static JsonNode who(ApiTarget target, String token) {
    return review(target, token).is(201).at("/status/userInfo");
  }

  private static boolean isKnown(ApiTarget target, String token) {
    int status = review(target, token).response().status();
    assertThat(status).isIn(201, 401);
    return status == 201;
  }

  private static void assertRefused(ApiTarget target, String token) {
    review(target, token).isFailure(401, "Unauthorized").withMessage("Unauthorized");
  }
}
