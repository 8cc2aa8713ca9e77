// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** What several rounds gave. */
record Spread(double median, double min, double max, int count) {
  private static final int RESAMPLES = 10_000;

  /**
   * @throws IllegalArgumentException without values
   */
  static Spread of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("values: none (expected: at least one)");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Spread(median(sorted), sorted[0], sorted[sorted.length - 1], sorted.length);
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * The lower end of the 95% interval of the median, by resampling; the same values always give the
   * same bound.
   */
  static double lowerBound(double... values) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    double[] medians = new double[RESAMPLES];
    double[] sample = new double[values.length];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int j = 0; j < sample.length; j++) {
        sample[j] = values[random.nextInt(values.length)];
      }
      Arrays.sort(sample);
      medians[i] = median(sample);
    }
    Arrays.sort(medians);
    return medians[RESAMPLES / 40];
  }

  /** For tables: {@code 1.23 (1.10-1.31)}. */
  @Override
  public String toString() {
    return count == 1 ? text(median) : text(median) + " (" + text(min) + "-" + text(max) + ")";
  }

  /** Three digits that count, more only in front of the point. */
  static String text(double value) {
    int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : value >= 0.0995 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
