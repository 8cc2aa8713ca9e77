// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MemoryWatchTest {
  @Test
  void comparesTheLastThirdWithTheOneBefore() {
    assertThat(MemoryWatch.growth(List.of(10.0, 50.0, 100.0, 100.0, 110.0, 105.0)))
        .isCloseTo(0.1, within(1e-9));
    assertThat(MemoryWatch.growth(List.of(10.0, 500.0, 100.0, 99.0, 98.0, 99.0))).isNegative();
  }

  @Test
  void saysNothingAboutTooFewSamples() {
    assertThat(MemoryWatch.growth(List.of(1.0, 2.0))).isNaN();
  }
}
