// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.apiserver.testing.TestTokens;
import io.slipway.controlplane.apiserver.token.ServiceAccountTokens.Account;
import io.slipway.controlplane.apiserver.token.ServiceAccountTokens.Named;
import io.slipway.controlplane.apiserver.token.ServiceAccountTokens.Read;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ServiceAccountTokensTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Account ACCOUNT = new Account("ns", "robot", "u-1");

  private static final List<String> OURS = List.of(ServiceAccountTokens.ISSUER);

  private final ServiceAccountTokens tokens = TestTokens.make();

  private String token(List<String> audiences) {
    return tokens.issue(ACCOUNT, List.of(), audiences, HOUR, NOW).token();
  }

  @Test
  void aTokenSaysWhomItIsForUntilItsEnd() {
    String token = token(List.of());

    Read read = Objects.requireNonNull(tokens.read(token, OURS, NOW));
    assertThat(read.account()).isEqualTo(ACCOUNT);
    assertThat(read.audiences()).isEqualTo(OURS);
    assertThat(tokens.read(token, OURS, NOW.plus(HOUR))).isNull();
    assertThat(tokens.read(token, OURS, NOW.minusSeconds(1))).isNull();
  }

  @Test
  void aTokenForOthersIsNoneHere() {
    String token = token(List.of("vault", "bank"));

    assertThat(tokens.read(token, OURS, NOW)).isNull();
    assertThat(tokens.read(token, List.of("other", "bank"), NOW))
        .isNotNull()
        .extracting(Read::audiences)
        .isEqualTo(List.of("bank"));
  }

  @Test
  void aTokenNamesWhatItIsBoundToBeforeAnythingElse() {
    List<Named> named =
        List.of(new Named(Named.Kind.POD, "p", "u-2"), new Named(Named.Kind.NODE, "n", ""));

    String token = tokens.issue(ACCOUNT, named, List.of(), HOUR, NOW).token();

    assertThat(tokens.read(token, OURS, NOW)).isNotNull().extracting(Read::named).isEqualTo(named);
  }

  @Test
  void whatAnotherKeyHasSignedIsNoToken() {
    assertThat(TestTokens.make().read(token(List.of()), OURS, NOW)).isNull();
  }

  @Test
  void otherTextsAreNoTokens() {
    String token = token(List.of());
    String body = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));

    assertThat(tokens.read("", OURS, NOW)).isNull();
    assertThat(tokens.read("a.b.c", OURS, NOW)).isNull();
    assertThat(tokens.read(token + "x", OURS, NOW)).isNull();
    assertThat(tokens.read("eyJhbGciOiJub25lIn0." + body + '.', OURS, NOW)).isNull();
  }
}
