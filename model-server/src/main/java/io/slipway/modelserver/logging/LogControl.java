// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.logging;

import java.util.function.UnaryOperator;

/** The log of this process. Thread-safe; never blocks. */
public interface LogControl {
  LogSettings settings();

  /**
   * Changes all settings in one step; they hold when this returns.
   *
   * @param change from the settings that hold; what it throws is passed on, and nothing changes
   * @return the settings that hold now
   */
  LogSettings change(UnaryOperator<LogSettings> change);
}
