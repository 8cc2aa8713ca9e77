// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import java.util.SplittableRandom;

/** The times at which requests shall be sent, whatever becomes of those before. For one thread. */
public interface Arrivals {
  /** Nanoseconds from one request to the next. */
  double gap();

  /**
   * As many independent callers make them: gaps are exponential.
   *
   * @param perSecond the mean rate, above 0
   */
  static Arrivals poisson(double perSecond, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double mean = meanGap(perSecond);
    return () -> -mean * Math.log1p(-random.nextDouble());
  }

  /** One like the other. */
  static Arrivals constant(double perSecond) {
    double gap = meanGap(perSecond);
    return () -> gap;
  }

  private static double meanGap(double perSecond) {
    if (!(perSecond > 0 && perSecond <= 1e9)) {
      throw new IllegalArgumentException(
          "rate: %s (expected: above 0, up to 1e9 a second)".formatted(perSecond));
    }
    return 1e9 / perSecond;
  }
}
