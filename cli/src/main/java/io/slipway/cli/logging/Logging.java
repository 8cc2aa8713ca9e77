// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.logging;

import java.io.OutputStream;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/** Where log lines go: to stderr, in one of two formats. */
public final class Logging {
  /** How a log line looks. */
  public enum Format {
    /** For people: time, level, message. */
    TEXT,
    /** For machines: one JSON object a line. */
    JSON
  }

  private Logging() {}

  /** Makes {@link ProcessLogManager} the JVM's; to be called before anything logs. */
  public static void install() {
    System.setProperty("java.util.logging.manager", ProcessLogManager.class.getName());
  }

  /** Sets the format and the level of this process; once. */
  public static void configure(Format format, Level level) {
    Logger root = Logger.getLogger("");
    root.addHandler(handler(System.err, format == Format.JSON ? new JsonLines() : new TextLines()));
    root.setLevel(level.intValue() > Level.INFO.intValue() ? level : Level.INFO);
    Logger.getLogger("io.slipway").setLevel(level);
  }

  private static Handler handler(OutputStream out, Formatter formatter) {
    Handler handler =
        new StreamHandler(out, formatter) {
          @Override
          public synchronized void publish(LogRecord record) {
            super.publish(record);
            flush();
          }
        };
    handler.setLevel(Level.ALL);
    return handler;
  }
}
