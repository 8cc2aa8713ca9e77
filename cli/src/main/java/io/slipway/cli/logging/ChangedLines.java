// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.logging;

import io.slipway.modelserver.logging.LogSettings.Format;

/** The formats that a running process may change to. */
final class ChangedLines {
  private ChangedLines() {}

  static LineFormat of(Format format) {
    return switch (format) {
      case DEFAULT -> new TextLines();
      case ISO8601 -> new DatedLines();
      case JSON -> new JsonLines();
    };
  }

  static Format label(LineFormat lines) {
    return switch (lines) {
      case TextLines _ -> Format.DEFAULT;
      case DatedLines _ -> Format.ISO8601;
      case JsonLines _ -> Format.JSON;
    };
  }
}
