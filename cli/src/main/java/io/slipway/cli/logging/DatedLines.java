// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.logging;

import java.time.temporal.ChronoUnit;

/** {@code 2026-01-02T14:03:21.512Z INFO model iris/1: LOADING -> READY (onnx, 12 ms)}. */
final class DatedLines implements LineFormat {
  @Override
  public String line(LogEvent event) {
    StringBuilder line = new StringBuilder(140);
    line.append(event.time().truncatedTo(ChronoUnit.MILLIS)).append(' ');
    TextLines.appendRest(line, event);
    return line.toString();
  }
}
