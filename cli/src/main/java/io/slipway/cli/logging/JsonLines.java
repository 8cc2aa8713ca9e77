// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.logging;

import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** {@code {"time":"2026-01-01T12:00:00.123Z","level":"INFO","logger":"...","message":"..."}}. */
final class JsonLines extends Formatter {
  @Override
  public String format(LogRecord record) {
    StringBuilder line = new StringBuilder(200);
    line.append("{\"time\":\"").append(record.getInstant()).append('"');
    member(line, "level", TextLines.levelName(record.getLevel()).strip());
    member(line, "logger", String.valueOf(record.getLoggerName()));
    member(line, "message", formatMessage(record));
    if (record.getThrown() != null) {
      member(line, "error", TextLines.stackTrace(record.getThrown()));
    }
    return line.append("}\n").toString();
  }

  private static void member(StringBuilder line, String name, String value) {
    line.append(",\"").append(name).append("\":\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> line.append("\\\"");
        case '\\' -> line.append("\\\\");
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> {
          if (c < 0x20 || Character.isSurrogate(c)) {
            line.append("\\u").append(String.format("%04x", (int) c));
          } else {
            line.append(c);
          }
        }
      }
    }
    line.append('"');
  }
}
