// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.logging;

import java.time.InstantSource;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * How SLF4J finds the process's loggers; made by it. Ours, because the JDK's logging, when it
 * starts, looks for a service through every jar of the class path, which costs more than the rest
 * of a start together.
 */
public final class LogProvider implements SLF4JServiceProvider {
  private static final String API_VERSION = "2.0.99";

  private final ILoggerFactory loggers = Logging.loggers(System.err, InstantSource.system());
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter context = new NOPMDCAdapter();

  /** Made by SLF4J. */
  public LogProvider() {}

  @Override
  public void initialize() {
    // Everything is made already.
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return loggers;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return API_VERSION;
  }
}
