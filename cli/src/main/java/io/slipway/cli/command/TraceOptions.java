// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.modelserver.trace.TraceConfig;
import java.nio.file.Path;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** Whether requests to {@code up} and {@code serve} can be traced. */
final class TraceOptions {
  private static final String FILE = "trace-file";
  private static final String OPTIONS = "trace-options";

  private TraceOptions() {}

  static Options addTo(Options options) {
    return options
        .addOption(
            option(
                FILE,
                "FILE",
                "Where the traces of requests go, once a client of the trace extension has them"
                    + " written (default: nothing can be traced)."))
        .addOption(
            option(
                OPTIONS,
                "KEY=VALUE,...",
                "What is traced from the start: level=TIMESTAMPS+TENSORS, rate=N, count=N,"
                    + " log-frequency=N; and bytes=N that the files may have."));
  }

  private static Option option(String name, String argument, String description) {
    return Option.builder().longOpt(name).hasArg().argName(argument).desc(description).get();
  }

  /**
   * Null if nothing can be traced.
   *
   * @throws CommandFailure as a usage error
   */
  static @Nullable TraceConfig config(Arguments arguments) {
    Path file = arguments.path(FILE);
    String options = arguments.text(OPTIONS);
    if (file == null) {
      if (options != null) {
        throw CommandFailure.usage("--%s needs --%s".formatted(OPTIONS, FILE));
      }
      return null;
    }
    try {
      return options == null ? TraceConfig.off(file) : TraceConfig.parse(file, options);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--" + OPTIONS + ": " + e.getMessage());
    }
  }
}
