// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class ArrivalsTest {
  @Test
  void constantArrivalsAreEquallyFarApart() {
    Arrivals arrivals = Arrivals.constant(1000);
    assertThat(arrivals.gap()).isEqualTo(1_000_000);
    assertThat(arrivals.gap()).isEqualTo(1_000_000);
  }

  @Test
  void poissonArrivalsHaveTheMeanAndTheSpreadOfExponentialGaps() {
    Arrivals arrivals = Arrivals.poisson(500, 3);
    double[] gaps = DoubleStream.generate(arrivals::gap).limit(200_000).toArray();
    double mean = DoubleStream.of(gaps).average().orElseThrow();
    double deviation =
        Math.sqrt(
            DoubleStream.of(gaps).map(gap -> (gap - mean) * (gap - mean)).average().orElseThrow());
    assertThat(mean).isCloseTo(2e6, within(0.02e6));
    assertThat(deviation).isCloseTo(2e6, within(0.03e6));
    assertThat(DoubleStream.of(gaps).filter(gap -> gap < 2e6).count() / 200_000.0)
        .isCloseTo(1 - 1 / Math.E, within(0.005));
  }

  @Test
  void poissonArrivalsAreTheSameForTheSameSeed() {
    Arrivals one = Arrivals.poisson(10, 9);
    Arrivals other = Arrivals.poisson(10, 9);
    assertThat(one.gap()).isEqualTo(other.gap()).isNotEqualTo(one.gap());
  }

  @Test
  void refusesARateThatIsNone() {
    assertThatThrownBy(() -> Arrivals.constant(0))
        .hasMessageContaining("rate: 0.0 (expected: above 0");
    assertThatThrownBy(() -> Arrivals.poisson(Double.NaN, 1)).hasMessageContaining("rate: NaN");
  }
}
