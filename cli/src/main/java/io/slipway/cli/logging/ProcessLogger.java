// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.logging;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;

/** A name, and the question whether it is heard. */
final class ProcessLogger extends LegacyAbstractLogger {
  @Serial private static final long serialVersionUID = 1;

  private final transient ProcessLoggers loggers;
  private final boolean own;

  ProcessLogger(String name, ProcessLoggers loggers) {
    this.name = name;
    this.loggers = loggers;
    this.own = name.startsWith(Logging.OWN_LOGGERS);
  }

  @Override
  public boolean isTraceEnabled() {
    return loggers.enabled(own, Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return loggers.enabled(own, Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return loggers.enabled(own, Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return loggers.enabled(own, Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return loggers.enabled(own, Level.ERROR);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String pattern,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    loggers.write(name, level, pattern, arguments, thrown);
  }
}
