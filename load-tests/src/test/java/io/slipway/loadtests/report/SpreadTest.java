// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpreadTest {
  @Test
  void isTheMedianWithTheLeastAndTheMost() {
    assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(2, 1, 3, 3));
    assertThat(Spread.of(4, 1, 2, 3)).isEqualTo(new Spread(2.5, 1, 4, 4));
  }

  @Test
  void needsAValue() {
    assertThatThrownBy(Spread::of).hasMessageContaining("expected: at least one");
  }

  @Test
  void showsTheSpreadOfMoreThanOneRound() {
    assertThat(Spread.of(1.234)).hasToString("1.23");
    assertThat(Spread.of(1, 2, 17.25)).hasToString("2.00 (1.00-17.3)");
  }

  @ParameterizedTest
  @CsvSource({"0.01234, 0.012", "0.5, 0.50", "9.994, 9.99", "12.34, 12.3", "345.6, 346"})
  void showsThreeDigitsThatCount(double value, String text) {
    assertThat(Spread.text(value)).isEqualTo(text);
  }

  @Test
  void theLowerBoundOfEqualValuesIsTheirValue() {
    assertThat(Spread.lowerBound(0.98, 0.98, 0.98)).isEqualTo(0.98);
  }

  @Test
  void theLowerBoundIsBetweenTheLeastAndTheMedian() {
    double[] values = IntStream.range(0, 50).mapToDouble(i -> 0.95 + i * 0.001).toArray();
    // order statistics give the same interval: ranks 18 and 33 of 50
    assertThat(Spread.lowerBound(values)).isCloseTo(0.967, within(0.002));
    assertThat(Spread.lowerBound(values)).isEqualTo(Spread.lowerBound(values));
  }
}
