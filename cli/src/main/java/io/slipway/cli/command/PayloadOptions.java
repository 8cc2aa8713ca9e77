// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.modelserver.payload.Destination;
import io.slipway.modelserver.payload.LogOptions;
import io.slipway.modelserver.payload.ServiceLogConfig;
import io.slipway.modelserver.payload.ServiceLogConfig.Mode;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** Whether {@code up} and {@code serve} log requests and responses. */
final class PayloadOptions {
  private static final String LOG = "payload-log";
  private static final String MODE = "payload-log-mode";
  private static final String HEADERS = "payload-log-headers";
  private static final String OPTIONS = "payload-log-options";

  private PayloadOptions() {}

  static Options addTo(Options options) {
    return options
        .addOption(
            option(
                LOG,
                "URL|FILE",
                "Copy the requests and responses of predictions to a collector of CloudEvents, or"
                    + " to a file; of services without a logger of their own."))
        .addOption(option(MODE, "WHICH", "all, request or response (default: all)."))
        .addOption(
            option(
                HEADERS,
                "NAME,...",
                "Headers of requests that go along, with commas between (default: none)."))
        .addOption(
            option(
                OPTIONS,
                "KEY=VALUE,...",
                "sampling=SHARE, events=N and bytes=N that may wait; for files, rotate=BYTES and"
                    + " files=N to keep."));
  }

  private static Option option(String name, String argument, String description) {
    return Option.builder().longOpt(name).hasArg().argName(argument).desc(description).get();
  }

  /**
   * Null if nothing is to be logged.
   *
   * @throws CommandFailure as a usage error
   */
  static @Nullable ServiceLogConfig config(Arguments arguments) {
    String destination = arguments.text(LOG);
    if (destination == null) {
      for (String option : new String[] {MODE, HEADERS, OPTIONS}) {
        if (arguments.has(option)) {
          throw CommandFailure.usage("--%s needs --%s".formatted(option, LOG));
        }
      }
      return null;
    }
    String headers = arguments.text(HEADERS);
    String options = arguments.text(OPTIONS);
    String option = LOG;
    try {
      Destination parsed = Destination.parse(destination);
      option = OPTIONS;
      LogOptions how = options == null ? LogOptions.DEFAULTS : LogOptions.parse(options);
      option = HEADERS;
      return new ServiceLogConfig(
          parsed,
          arguments.choice(MODE, Mode.class, Mode.ALL),
          headers == null ? List.of() : List.of(headers.split(",", -1)),
          Map.of(),
          how);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--" + option + ": " + e.getMessage());
    }
  }
}
