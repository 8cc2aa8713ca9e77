// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The median of some rounds, and how far apart they were. */
record Spread(double median, double min, double max) {
  static Spread of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("no rounds");
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("median", median);
    document.put("min", min);
    document.put("max", max);
    return document;
  }

  @Override
  public String toString() {
    return "%s (%s-%s)".formatted(Figures.text(median), Figures.text(min), Figures.text(max));
  }
}
