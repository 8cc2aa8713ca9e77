// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.logging;

import java.io.PrintWriter;
import java.io.StringWriter;

/** How an event becomes a line. Stateless. */
sealed interface LineFormat permits TextLines, DatedLines, JsonLines {
  /** The line, ended by a newline. */
  String line(LogEvent event);

  static String stackTrace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
