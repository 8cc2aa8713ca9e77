// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OidcFlagsTest {
  private static final String ISSUER = "https://issuer.example/realm";

  private static OidcConfig read(String... more) {
    Map<String, String> values = new HashMap<>();
    values.put(OidcFlags.ISSUER_URL, ISSUER);
    values.put(OidcFlags.CLIENT_ID, "us");
    for (int i = 0; i < more.length; i += 2) {
      values.put("oidc-" + more[i], more[i + 1]);
    }
    return OidcFlags.read(values::get, List.of());
  }

  @Test
  void unlessTheyAreSaidThingsAreAsKubeApiserverHasThem() {
    OidcConfig config = read();

    assertThat(config.algorithms()).containsExactly(SigningAlgorithm.RS256);
    assertThat(config.authorities()).isNull();
    assertThat(config.requiredClaims()).isEmpty();
    assertThat(config.naming()).isEqualTo(new OidcConfig.Naming("sub", ISSUER + "#", "", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "sub, '', https://issuer.example/realm#",
    "name, '', https://issuer.example/realm#",
    "email, '', ''",
    "email, -, ''",
    "sub, -, ''",
    "email, oidc:, oidc:",
    "sub, oidc:, oidc:"
  })
  void theIssuerIsPutBeforeNamesThatOnlyItMakesUnique(String claim, String said, String prefix) {
    assertThat(read("username-claim", claim, "username-prefix", said).naming().userPrefix())
        .isEqualTo(prefix);
  }

  @Test
  void everyOptionIsRead() {
    Map<String, String> values =
        Map.of(
            OidcFlags.ISSUER_URL,
            ISSUER,
            OidcFlags.CLIENT_ID,
            "us",
            OidcFlags.CA_FILE,
            "ca.pem",
            OidcFlags.GROUPS_CLAIM,
            "roles",
            OidcFlags.GROUPS_PREFIX,
            "oidc:",
            OidcFlags.SIGNING_ALGS,
            "ES256,PS512");

    OidcConfig config = OidcFlags.read(values::get, List.of("a=1,b=2", "c=x=y"));

    assertThat(config.clientId()).isEqualTo("us");
    assertThat(config.authorities()).isEqualTo(Path.of("ca.pem"));
    assertThat(config.naming().groupsClaim()).isEqualTo("roles");
    assertThat(config.naming().groupsPrefix()).isEqualTo("oidc:");
    assertThat(config.algorithms())
        .containsExactlyInAnyOrder(SigningAlgorithm.ES256, SigningAlgorithm.PS512);
    assertThat(config.requiredClaims()).isEqualTo(Map.of("a", "1", "b", "2", "c", "x=y"));
  }

  @ParameterizedTest
  @CsvSource({
    "issuer-url, http://issuer.example, issuer URL",
    "issuer-url, https://issuer.example?x=1, issuer URL",
    "issuer-url, https://a:b@issuer.example, issuer URL",
    "issuer-url, https://kubernetes.default.svc.cluster.local, of service accounts",
    "issuer-url, '', --oidc-issuer-url and --oidc-client-id",
    "client-id, '', --oidc-issuer-url and --oidc-client-id",
    "signing-algs, HS256, --oidc-signing-algs",
    "signing-algs, none, --oidc-signing-algs",
    "username-claim, '', username claim"
  })
  void whatMakesNoSenseIsRefused(String option, String value, String message) {
    assertThatThrownBy(() -> read(option, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aRequiredClaimHasAValue() {
    Map<String, String> values = Map.of(OidcFlags.ISSUER_URL, ISSUER, OidcFlags.CLIENT_ID, "us");

    assertThatThrownBy(() -> OidcFlags.read(values::get, List.of("team")))
        .hasMessage("--oidc-required-claim: 'team' (expected: CLAIM=VALUE)");
  }
}
