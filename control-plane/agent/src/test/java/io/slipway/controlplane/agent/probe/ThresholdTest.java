// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdTest {
  /** Results and verdicts after each of them, as {@code +} and {@code -}. */
  @ParameterizedTest(name = "{0}: {3}")
  @CsvSource({
    "-, 1, 3, +, +",
    "-, 2, 3, +-++, ---+",
    "+, 1, 3, --+---, +++++-",
    "+, 1, 1, -+, -+",
    "-, 1, 3, ---, ---",
    "+, 2, 2, --+-++, +----+"
  })
  void theVerdictTurnsAfterEnoughResultsInARow(
      char start, int successes, int failures, String results, String verdicts) {
    Threshold threshold = Threshold.starting(start == '+');
    StringBuilder seen = new StringBuilder();
    for (int i = 0; i < results.length(); i++) {
      threshold = threshold.next(results.charAt(i) == '+', successes, failures);
      seen.append(threshold.verdict() ? '+' : '-');
    }

    assertThat(seen).hasToString(verdicts);
  }

  @ParameterizedTest
  @CsvSource({"---, true", "--, false", "--+, false", "--+--, false", "+---, true"})
  void enoughFailuresInARowAreAFailure(String results, boolean failed) {
    Threshold threshold = Threshold.starting(false);
    for (int i = 0; i < results.length(); i++) {
      threshold = threshold.next(results.charAt(i) == '+', 1, 3);
    }

    assertThat(threshold.failed(3)).isEqualTo(failed);
  }
}
