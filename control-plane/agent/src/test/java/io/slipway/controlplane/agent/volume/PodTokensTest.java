// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.testing.Pods;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodTokensTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final PodSpec POD = Pods.pod("{'containers':[{'name':'c'}]}");

  private int asked;
  private boolean refused;
  private final PodTokens tokens =
      new PodTokens((_, account, audience, seconds) -> {
        if (refused) {
          throw new ConfigurationException("no token");
        }
        asked++;
        return new Token(account + audience + asked, NOW.plusSeconds(asked * seconds));
      });

  private String token(long at) throws ConfigurationException {
    return tokens.token(POD, "x", 1000, NOW.plusSeconds(at));
  }

  @Test
  void aTokenIsKeptForFourFifthsOfItsTime() throws ConfigurationException {
    assertThat(token(0)).isEqualTo("defaultx1");
    assertThat(token(799)).isEqualTo("defaultx1");
    assertThat(token(800)).isEqualTo("defaultx2");
    assertThat(tokens.due()).contains(NOW.plusSeconds(800 + 960));
  }

  @Test
  void eachAudienceHasItsOwn() throws ConfigurationException {
    token(0);

    assertThat(tokens.token(POD, "y", 1000, NOW)).isEqualTo("defaulty2");
    assertThat(tokens.due()).contains(NOW.plusSeconds(800));
  }

  @Test
  void oneThatIsGoodForAWhileIsKeptIfThereIsNoOther() throws ConfigurationException {
    token(0);
    refused = true;

    assertThat(token(999)).isEqualTo("defaultx1");
    assertThatThrownBy(() -> token(1000)).isInstanceOf(ConfigurationException.class);
  }

  @ParameterizedTest
  @CsvSource({"600, 480", "3600, 2880", "108000, 86400", "31536000, 86400"})
  void noneIsOlderThanADay(long seconds, long due) {
    assertThat(PodTokens.due(NOW, NOW.plusSeconds(seconds))).isEqualTo(NOW.plusSeconds(due));
  }

  @Test
  void aTokenIsNotTold() {
    assertThat(new Token("secret", NOW).toString()).doesNotContain("secret");
  }
}
