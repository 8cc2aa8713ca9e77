// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.loadtests.load.Histogram;
import io.slipway.loadtests.load.PhaseResult;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class WarmUpTest {
  @Test
  void tellsWhenAPartOfTheLaterRateIsReachedAndKept() {
    assertThat(WarmUp.of(halfSeconds(5, 20, 42, 25, 41, 45, 50, 49, 51), 0.8))
        .isEqualTo(new WarmUp(100, 2.5));
  }

  @Test
  void tellsThatItIsNeverReached() {
    assertThat(WarmUp.of(halfSeconds(1, 1, 1, 1, 100, 1), 1.1).seconds()).isNaN();
  }

  @Test
  void joinsStepsInWhichTheServerHardlyRan() {
    List<PhaseResult> results =
        List.of(result(100, 0.3), result(3, 0.01), result(30, 0.2), result(70, 0.05));
    assertThat(WarmUp.cpu(results, 0.25))
        .containsExactly(new WarmUp.Step(0.3, 100), new WarmUp.Step(0.26, 103));
    assertThat(WarmUp.wall(results)).hasSize(4).first().isEqualTo(new WarmUp.Step(0.5, 100));
  }

  private static List<WarmUp.Step> halfSeconds(double... answers) {
    return DoubleStream.of(answers).mapToObj(count -> new WarmUp.Step(0.5, count)).toList();
  }

  private static PhaseResult result(long completed, double serverCpu) {
    Histogram none = new Histogram();
    return new PhaseResult(
        0.5, completed, completed, completed, 0, Map.of(), none, none, none, 0, serverCpu);
  }
}
