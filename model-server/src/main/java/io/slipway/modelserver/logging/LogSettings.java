// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.logging;

import java.util.Objects;

/**
 * What of the log is heard, and how a line looks.
 *
 * @param verboseLevel 0 for none; from 1 on what the server does in detail, from 2 on everything
 */
public record LogSettings(
    boolean info, boolean warning, boolean error, int verboseLevel, Format format) {
  /** How a line looks. */
  public enum Format {
    /** For people: time of day, level, message. */
    DEFAULT("default"),
    /** For people: date and time in UTC, level, message. */
    ISO8601("ISO8601"),
    /** For machines: one JSON object a line. */
    JSON("json");

    private final String label;

    Format(String label) {
      this.label = label;
    }

    /** As it is written in requests and answers. */
    public String label() {
      return label;
    }
  }

  public LogSettings {
    Objects.requireNonNull(format, "format");
    if (verboseLevel < 0) {
      throw new IllegalArgumentException("verboseLevel: " + verboseLevel + " (expected: >= 0)");
    }
  }
}
