// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.logging;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
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
final class ProcessLoggers implements ILoggerFactory {
  private final PrintStream out;
  private final InstantSource clock;
  private final ConcurrentMap<String, Logger> loggers = new ConcurrentHashMap<>();

  private volatile LineFormat format;
  private volatile Level own;
  private volatile Level others;

  ProcessLoggers(PrintStream out, InstantSource clock, LineFormat format, Level level) {
    this.out = out;
    this.clock = clock;
    this.format = format;
    this.own = level;
    this.others = level;
  }

  void configure(LineFormat newFormat, Level level) {
    format = newFormat;
    own = level;
    others = level.toInt() > Level.INFO.toInt() ? level : Level.INFO;
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

  boolean enabled(boolean isOwn, Level level) {
    return level.toInt() >= (isOwn ? own : others).toInt();
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
