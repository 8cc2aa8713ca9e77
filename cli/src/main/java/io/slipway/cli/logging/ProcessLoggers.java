// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.logging;

import io.slipway.modelserver.logging.LogControl;
import io.slipway.modelserver.logging.LogSettings;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;

/**
 * All loggers of the process, which write to one stream: one line at a time, each as it comes.
 * Nothing is buffered and no shutdown hook is there, so that a server that drains is still heard.
 * Thread-safe.
 */
final class ProcessLoggers implements ILoggerFactory, LogControl {
  /** How far the levels' numbers are apart, which begin at 0. */
  private static final int LEVEL_STEP = 10;

  private final PrintStream out;
  private final InstantSource clock;
  private final ConcurrentMap<String, Logger> loggers = new ConcurrentHashMap<>();

  private volatile LineFormat format;

  /** Of our own loggers, a bit for each level that is heard. */
  private volatile int heard;

  private volatile int verboseLevel;

  ProcessLoggers(PrintStream out, InstantSource clock, LineFormat format, Level level) {
    this.out = out;
    this.clock = clock;
    this.format = format;
    this.heard = from(level);
  }

  void configure(LineFormat newFormat, Level level) {
    format = newFormat;
    heard = from(level);
    verboseLevel = enabled(true, Level.TRACE) ? 2 : enabled(true, Level.DEBUG) ? 1 : 0;
  }

  @Override
  public LogSettings settings() {
    return new LogSettings(
        enabled(true, Level.INFO),
        enabled(true, Level.WARN),
        enabled(true, Level.ERROR),
        verboseLevel,
        ChangedLines.label(format));
  }

  @Override
  public synchronized LogSettings change(UnaryOperator<LogSettings> change) {
    LogSettings settings = change.apply(settings());
    format = ChangedLines.of(settings.format());
    heard =
        (settings.error() ? bit(Level.ERROR) : 0)
            | (settings.warning() ? bit(Level.WARN) : 0)
            | (settings.info() ? bit(Level.INFO) : 0)
            | (settings.verboseLevel() >= 1 ? bit(Level.DEBUG) : 0)
            | (settings.verboseLevel() >= 2 ? bit(Level.TRACE) : 0);
    verboseLevel = settings.verboseLevel();
    return settings;
  }

  @Override
  public Logger getLogger(String name) {
    Logger known = loggers.get(name);
    if (known != null) {
      return known;
    }
    Logger made = new ProcessLogger(name, this);
    Logger raced = loggers.putIfAbsent(name, made);
    return raced == null ? made : raced;
  }

  /** What libraries say below WARN is for those who look for a fault: clients can provoke it. */
  boolean enabled(boolean isOwn, Level level) {
    return (heard & bit(level)) != 0
        && (isOwn
            || level.toInt() >= Level.WARN.toInt()
            || (level == Level.INFO && (heard & bit(Level.DEBUG)) != 0));
  }

  private static int bit(Level level) {
    return 1 << (level.toInt() / LEVEL_STEP);
  }

  /** The bits of this level and of all that are graver. */
  private static int from(Level level) {
    return -bit(level);
  }

  void write(
      String logger,
      Level level,
      String pattern,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    String message = MessageFormatter.basicArrayFormat(pattern, arguments);
    String line =
        format.line(new LogEvent(clock.instant(), level, logger, String.valueOf(message), thrown));
    synchronized (out) {
      out.print(line);
      out.flush();
    }
  }
}
