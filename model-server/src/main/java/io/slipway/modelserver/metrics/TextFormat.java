// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.metrics;

/**
 * Prometheus' text format, version 0.0.4, written by hand for names that the client library does
 * not let through: it insists that a counter's ends in {@code _total}.
 */
final class TextFormat {
  private final StringBuilder text = new StringBuilder(4096);
  private String name = "";

  /** Begins a metric, whose samples follow. */
  TextFormat metric(String metric, String type, String help) {
    name = metric;
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  /**
   * A sample.
   *
   * @param labels from {@link #labels}
   */
  void sample(String labels, long value) {
    sample("", labels, Long.toString(value));
  }

  /**
   * A sample of a part of the metric.
   *
   * @param suffix what is put behind the metric's name
   */
  void sample(String suffix, String labels, String value) {
    text.append(name).append(suffix).append('{').append(labels).append("} ");
    text.append(value).append('\n');
  }

  /** Labels as they stand between braces. */
  static String labels(String... namesAndValues) {
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      labels.append(i == 0 ? "" : ",").append(namesAndValues[i]).append("=\"");
      escape(namesAndValues[i + 1], labels);
      labels.append('"');
    }
    return labels.toString();
  }

  private static void escape(String value, StringBuilder to) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> to.append("\\\\");
        case '"' -> to.append("\\\"");
        case '\n' -> to.append("\\n");
        default -> to.append(c);
      }
    }
  }

  /** Everything so far. */
  String text() {
    return text.toString();
  }
}
