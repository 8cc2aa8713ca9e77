// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** {@code 14:03:21.512 INFO model iris/1: LOADING -> READY (onnx, 12 ms)}. */
final class TextLines extends Formatter {
  @Override
  public String format(LogRecord record) {
    StringBuilder line = new StringBuilder(120);
    LocalTime time = LocalTime.ofInstant(record.getInstant(), ZoneId.systemDefault());
    appendPadded(line, time.getHour(), 2).append(':');
    appendPadded(line, time.getMinute(), 2).append(':');
    appendPadded(line, time.getSecond(), 2).append('.');
    appendPadded(line, time.getNano() / 1_000_000, 3)
        .append(' ')
        .append(levelName(record.getLevel()))
        .append(' ');
    if (!record.getLoggerName().startsWith("io.slipway")) {
      line.append(record.getLoggerName()).append(": ");
    }
    line.append(formatMessage(record)).append('\n');
    appendThrown(line, record);
    return line.toString();
  }

  /** By hand: a DateTimeFormatter costs a process's first line several milliseconds. */
  private static StringBuilder appendPadded(StringBuilder line, int value, int width) {
    String digits = Integer.toString(value);
    return line.repeat('0', width - digits.length()).append(digits);
  }

  static String levelName(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (value >= Level.WARNING.intValue()) {
      return "WARN ";
    }
    return value >= Level.INFO.intValue() ? "INFO " : "DEBUG";
  }

  private static void appendThrown(StringBuilder line, LogRecord record) {
    if (record.getThrown() != null) {
      line.append(stackTrace(record.getThrown()));
    }
  }

  static String stackTrace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
