// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.logging;

/** {@code {"time":"2026-01-01T12:00:00.123Z","level":"INFO","logger":"...","message":"..."}}. */
final class JsonLines implements LineFormat {
  @Override
  public String line(LogEvent event) {
    StringBuilder line = new StringBuilder(200);
    line.append("{\"time\":\"").append(event.time()).append('"');
    member(line, "level", event.level().name());
    member(line, "logger", event.logger());
    member(line, "message", event.message());
    if (event.thrown() != null) {
      member(line, "error", LineFormat.stackTrace(event.thrown()));
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
