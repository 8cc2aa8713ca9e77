// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HistogramTest {
  @Test
  void tellsZeroWhereThereIsNothing() {
    assertThat(new Histogram().quantile(0.99)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        127,
        128,
        255,
        256,
        257,
        511,
        512,
        1_000,
        65_535,
        1_000_000,
        123_456_789,
        999_999_999_999L
      })
  void keepsAValueToLessThanOnePercent(long value) {
    Histogram histogram = new Histogram();
    histogram.add(value);
    histogram.add(Long.MAX_VALUE);
    assertThat(histogram.quantile(0.5)).isBetween(value, value + value / 100);
  }

  @Test
  void tellsTheQuantilesOfSortedValues() {
    SplittableRandom random = new SplittableRandom(7);
    long[] values = random.longs(10_001, 0, 50_000_000).toArray();
    Histogram histogram = new Histogram();
    Arrays.stream(values).forEach(histogram::add);
    Arrays.sort(values);
    for (double part : new double[] {0.01, 0.5, 0.9, 0.99, 0.999, 1}) {
      long exact = values[(int) Math.ceil(part * values.length) - 1];
      assertThat(histogram.quantile(part))
          .as("quantile %s", part)
          .isBetween(exact, exact + exact / 100 + 1);
    }
  }

  @Test
  void countsWhatIsTooLongAsItsMaximum() {
    Histogram histogram = new Histogram();
    histogram.add(Long.MAX_VALUE);
    histogram.add(-5);
    assertThat(histogram.count()).isEqualTo(2);
    assertThat(histogram.max()).isEqualTo(Long.MAX_VALUE);
    assertThat(histogram.quantile(0.5)).isZero();
  }

  @Test
  void addsUp() {
    Histogram one = new Histogram();
    one.add(10);
    Histogram other = new Histogram();
    other.add(20);
    other.add(30);
    one.addAll(other);
    assertThat(one.count()).isEqualTo(3);
    assertThat(one.quantile(0.5)).isEqualTo(20);
    assertThat(one.max()).isEqualTo(30);
  }
}
