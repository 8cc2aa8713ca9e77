// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.logging;

import java.util.TimeZone;

/** {@code 14:03:21.512 INFO model iris/1: LOADING -> READY (onnx, 12 ms)}. */
final class TextLines implements LineFormat {
  private static final int LEVEL_WIDTH = 5;
  private static final long DAY_MILLIS = 24 * 3_600_000L;

  @Override
  public String line(LogEvent event) {
    StringBuilder line = new StringBuilder(120);
    long millis = event.time().toEpochMilli();
    appendTime(line, Math.floorMod(millis + TimeZone.getDefault().getOffset(millis), DAY_MILLIS));
    line.append(' ');
    appendRest(line, event);
    return line.toString();
  }

  /** Everything of a line for people but its time. */
  static void appendRest(StringBuilder line, LogEvent event) {
    String level = event.level().name();
    line.append(level).repeat(' ', LEVEL_WIDTH - level.length() + 1);
    if (!event.logger().startsWith(Logging.OWN_LOGGERS)) {
      line.append(event.logger()).append(": ");
    }
    line.append(event.message()).append('\n');
    if (event.thrown() != null) {
      line.append(LineFormat.stackTrace(event.thrown()));
    }
  }

  /**
   * By hand, and with the old time zones: {@code java.time}'s formatter costs a process's first
   * line several milliseconds, and its zones look for a service through every jar of the class
   * path.
   */
  private static void appendTime(StringBuilder line, long millis) {
    appendPadded(line, millis / 3_600_000, 2).append(':');
    appendPadded(line, millis / 60_000 % 60, 2).append(':');
    appendPadded(line, millis / 1000 % 60, 2).append('.');
    appendPadded(line, millis % 1000, 3);
  }

  private static StringBuilder appendPadded(StringBuilder line, long value, int width) {
    String digits = Long.toString(value);
    return line.repeat('0', width - digits.length()).append(digits);
  }
}
