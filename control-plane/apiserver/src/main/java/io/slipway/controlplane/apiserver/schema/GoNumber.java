// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

/** Numbers as Kubernetes' validator compares them. */
final class GoNumber {
  /** How far from a whole number a quotient may be and still count as one. */
  private static final double EPSILON = 1e-9;

  private static final double LARGEST_WHOLE = (double) (1L << 53) - 1;

  private GoNumber() {}

  /** Whether it counts as a whole number, small errors of computation forgiven. */
  static boolean isWhole(double value) {
    if (Double.isNaN(value) || Math.abs(value) > LARGEST_WHOLE) {
      return false;
    }
    double whole = (double) (long) value;
    double difference = Math.abs(value - whole);
    return difference == 0
        || (whole != 0
            && difference / Math.min(Math.abs(value) + Math.abs(whole), Double.MAX_VALUE)
                < EPSILON);
  }

  /** Whether it is exactly a whole number that fits. */
  static boolean isWholeIn(double value, double min, double max) {
    return value == Math.rint(value) && value >= min && value <= max;
  }
}
