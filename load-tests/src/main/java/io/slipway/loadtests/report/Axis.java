// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.report;

import java.util.ArrayList;
import java.util.List;

/** Values from 0 to the end of a linear axis of some pixels. Pure. */
record Axis(double end, double step, double pixels) {
  private static final int TICKS = 6;

  /** An axis with round ticks that has room for {@code most}. */
  static Axis upTo(double most, double pixels) {
    double rough = Math.max(most, 1e-9) / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = power;
    for (double multiple : new double[] {1, 2, 5, 10}) {
      step = multiple * power;
      if (step >= rough) {
        break;
      }
    }
    return new Axis(Math.ceil(most / step - 1e-9) * step, step, pixels);
  }

  double at(double value) {
    return value / end * pixels;
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i * step <= end + step / 2; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  static String label(double tick) {
    return tick == Math.rint(tick)
        ? Long.toString((long) tick)
        : Double.toString(Math.round(tick * 1000) / 1000.0);
  }
}
