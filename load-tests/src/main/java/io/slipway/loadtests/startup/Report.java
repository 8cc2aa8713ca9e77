// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.startup;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** The results as a Markdown table. Pure. */
final class Report {
  private Report() {}

  /**
   * @param results per program, in the order of the table; those of the same index were measured in
   *     the same round
   * @param yardsticks per program, the one that it is compared with
   */
  static String table(Map<String, List<Measurement>> results, Map<String, String> yardsticks) {
    StringBuilder table =
        new StringBuilder(
            """
            | program | CPU s: median (min-max) | wall s: median (min-max) | CPU / yardstick, median of pairs |
            |---|---|---|---|
            """);
    results.forEach((name, measurements) -> {
      List<Measurement> yardstick =
          Objects.requireNonNull(results.get(yardsticks.getOrDefault(name, name)));
      table.append(
          "| %s | %s | %s | %.2f |%n"
              .formatted(
                  name,
                  spread(measurements.stream().mapToDouble(Measurement::cpuSeconds).toArray()),
                  spread(measurements.stream().mapToDouble(Measurement::wallSeconds).toArray()),
                  median(
                      IntStream.range(0, measurements.size())
                          .mapToDouble(
                              i -> measurements.get(i).cpuSeconds() / yardstick.get(i).cpuSeconds())
                          .toArray())));
    });
    return table.toString();
  }

  private static String spread(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT, "%.2f (%.2f-%.2f)", median(values), sorted[0], sorted[sorted.length - 1]);
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
