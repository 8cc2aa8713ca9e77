// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import java.util.Locale;

/** Figures as people read them: three digits, no more than a measurement holds. Pure. */
final class Figures {
  private Figures() {}

  static String text(double value) {
    double size = Math.abs(value);
    String format =
        size >= 100 || size == 0 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
