// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.access.HeaderRestrictions;
import java.util.List;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** How the ports of {@code up} and {@code serve} are protected. */
final class SecurityOptions {
  private static final String HTTP_RESTRICTED = "http-restricted-api";
  private static final String GRPC_RESTRICTED = "grpc-restricted-protocol";

  private SecurityOptions() {}

  static Options addTo(Options options) {
    return options
        .addOption(
            option(
                HTTP_RESTRICTED,
                "GROUPS:KEY=VALUE",
                "Over HTTP, only requests with the header KEY: VALUE may use these groups of"
                    + " endpoints; may be repeated."))
        .addOption(
            option(
                GRPC_RESTRICTED,
                "GROUPS:KEY=VALUE",
                "The same over gRPC, with the metadata triton-grpc-protocol-KEY; may be"
                    + " repeated."));
  }

  private static Option option(String name, String argument, String description) {
    return Option.builder().longOpt(name).hasArg().argName(argument).desc(description).get();
  }

  /**
   * @throws CommandFailure as a usage error
   */
  static SecurityConfig config(Arguments arguments) {
    if (!arguments.has(HTTP_RESTRICTED) && !arguments.has(GRPC_RESTRICTED)) {
      return SecurityConfig.OPEN;
    }
    return new SecurityConfig(
        restrictions(arguments, HTTP_RESTRICTED, ""),
        restrictions(arguments, GRPC_RESTRICTED, HeaderRestrictions.GRPC_PREFIX));
  }

  private static HeaderRestrictions restrictions(
      Arguments arguments, String option, String keyPrefix) {
    List<String> rules = arguments.all(option);
    try {
      return HeaderRestrictions.parse(rules, keyPrefix);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--" + option + ": " + e.getMessage());
    }
  }
}
