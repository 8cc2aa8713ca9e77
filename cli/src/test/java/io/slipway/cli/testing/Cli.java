// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.testing;

import io.slipway.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** {@code slipway} in this JVM, for commands that end: those that serve do so only by a failure. */
public final class Cli {
  private Cli() {}

  /** How a command ended, with all it printed. */
  public record Result(int exitCode, String out, String err) {}

  public static Result run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    PrintWriter outWriter = new PrintWriter(out);
    int exitCode = Main.run(List.of(args), outWriter, new PrintWriter(err, true));
    outWriter.flush();
    return new Result(exitCode, out.toString(), err.toString());
  }
}
