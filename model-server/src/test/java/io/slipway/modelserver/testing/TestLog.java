// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.testing;

import io.slipway.modelserver.logging.LogControl;
import io.slipway.modelserver.logging.LogSettings;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** A log of which there are only the settings. */
public final class TestLog implements LogControl {
  private final AtomicReference<LogSettings> settings =
      new AtomicReference<>(new LogSettings(true, true, true, 0, LogSettings.Format.DEFAULT));

  @Override
  public LogSettings settings() {
    return settings.get();
  }

  @Override
  public LogSettings change(UnaryOperator<LogSettings> change) {
    return settings.updateAndGet(change);
  }
}
