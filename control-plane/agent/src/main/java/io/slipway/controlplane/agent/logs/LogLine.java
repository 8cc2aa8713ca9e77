// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.logs;

/** A line of a log file: {@code time stream F text}. */
public final class LogLine {
  private LogLine() {}

  /** What the container printed. */
  public static String text(String line) {
    int at = 0;
    for (int i = 0; i < 3; i++) {
      int space = line.indexOf(' ', at);
      if (space < 0) {
        return "";
      }
      at = space + 1;
    }
    return line.substring(at);
  }

  /** When, as RFC 3339 with nanoseconds. */
  public static String time(String line) {
    int space = line.indexOf(' ');
    return space < 0 ? "" : line.substring(0, space);
  }

  /** Whether the text goes on in the next line. */
  public static boolean isPart(String line) {
    return line.startsWith(" P ", line.indexOf(' ', line.indexOf(' ') + 1));
  }
}
