// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MountFaultsTest {
  private static final Instant T0 = Instant.parse("2026-01-02T03:04:05Z");
  private final MountFaults faults = new MountFaults();

  private List<String> at(long millis, Map<String, String> all) {
    return faults.due(all, T0.plusMillis(millis));
  }

  @Test
  void aFaultIsToldAgainAfterLongerAndLongerPauses() {
    List<Long> told = new ArrayList<>();
    for (long millis = 0; millis <= 600_000; millis += 500) {
      if (!at(millis, Map.of("v", "gone")).isEmpty()) {
        told.add(millis);
      }
    }

    assertThat(told).startsWith(0L, 500L, 1500L, 3500L, 7500L, 15_500L, 31_500L, 63_500L);
    assertThat(told.getLast() - told.get(told.size() - 2))
        .isEqualTo(Duration.ofSeconds(122).toMillis());
  }

  @Test
  void eachVolumeHasPausesOfItsOwn() {
    assertThat(at(0, Map.of("v", "a"))).containsExactly("a");

    assertThat(at(100, Map.of("v", "a", "w", "b"))).containsExactly("b");
  }

  @Test
  void aVolumeThatWasGoodBeginsAnew() {
    at(0, Map.of("v", "a"));
    at(500, Map.of("v", "a"));
    at(600, Map.of());

    assertThat(at(700, Map.of("v", "a"))).containsExactly("a");
  }
}
