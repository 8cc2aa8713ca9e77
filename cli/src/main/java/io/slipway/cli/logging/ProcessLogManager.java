// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.logging;

import java.util.logging.LogManager;

/**
 * The JDK's log manager without its configuration file, and without its shutdown hook's effect:
 * that hook would take the handlers away while the server still drains and has something to say.
 */
public final class ProcessLogManager extends LogManager {
  /** Made by the JVM. */
  public ProcessLogManager() {}

  @Override
  public void readConfiguration() {
    // Logging#configure is all there is.
  }

  @Override
  public void reset() {
    // Handlers stay until the process is gone.
  }
}
