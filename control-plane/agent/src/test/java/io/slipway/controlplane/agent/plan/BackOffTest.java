// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void doublesFromNothingToFiveMinutes() {
    BackOff backOff = BackOff.NONE;
    Instant end = T0;
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Instant start = backOff.earliestStart(end);
      pauses.add(Duration.between(end, start).toSeconds());
      backOff = backOff.afterStart(end, start);
      end = start.plusSeconds(1);
    }

    assertThat(pauses).containsExactly(0L, 10L, 20L, 40L, 80L, 160L, 300L, 300L);
  }

  @Test
  void beginsAnewAfterTenGoodMinutes() {
    BackOff backOff = BackOff.NONE.afterStart(T0, T0).afterStart(T0.plusSeconds(1), T0);
    Instant end = T0.plus(Duration.ofMinutes(10)).plusSeconds(1);

    assertThat(backOff.earliestStart(end)).isEqualTo(end);
    assertThat(backOff.afterStart(end, end).pause()).isEqualTo(Duration.ofSeconds(10));
  }
}
