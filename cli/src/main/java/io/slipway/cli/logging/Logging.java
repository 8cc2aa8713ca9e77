// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.logging;

import io.slipway.modelserver.logging.LogControl;
import java.io.PrintStream;
import java.time.InstantSource;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Where log lines go: to stderr, in one of two formats. */
public final class Logging {
  /** How a log line looks. */
  public enum Format {
    /** For people: time, level, message. */
    TEXT,
    /** For machines: one JSON object a line. */
    JSON
  }

  /** What all our own loggers' names begin with. */
  static final String OWN_LOGGERS = "io.slipway";

  private Logging() {}

  /**
   * Sets the format and the level of this process. Until then warnings are written as text.
   *
   * @param level from which on our own loggers are heard; libraries are never more verbose than
   *     INFO
   * @throws IllegalStateException if another logging library has taken this one's place
   */
  public static void configure(Format format, Level level) {
    ofProcess().configure(lines(format), level);
  }

  /**
   * The log of this process, to be changed while it runs.
   *
   * @throws IllegalStateException if another logging library has taken this one's place
   */
  public static LogControl control() {
    return ofProcess();
  }

  private static ProcessLoggers ofProcess() {
    if (LoggerFactory.getILoggerFactory() instanceof ProcessLoggers loggers) {
      return loggers;
    }
    throw new IllegalStateException(
        "log lines go to " + LoggerFactory.getILoggerFactory().getClass().getName());
  }

  static ProcessLoggers loggers(PrintStream out, InstantSource clock) {
    return new ProcessLoggers(out, clock, new TextLines(), Level.WARN);
  }

  private static LineFormat lines(Format format) {
    return format == Format.JSON ? new JsonLines() : new TextLines();
  }
}
