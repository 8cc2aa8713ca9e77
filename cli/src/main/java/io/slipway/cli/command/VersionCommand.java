// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.cli.Version;
import org.apache.commons.cli.Options;

final class VersionCommand implements Command {
  @Override
  public String summary() {
    return "Print the version of Slipway and of the JVM it runs on.";
  }

  @Override
  public String operands() {
    return "";
  }

  @Override
  public Options options() {
    return new Options();
  }

  @Override
  public int run(Arguments arguments) {
    if (!arguments.operands().isEmpty()) {
      throw CommandFailure.usage(
          "'%s' is not an option".formatted(arguments.operands().getFirst()));
    }
    arguments.out().printf("slipway %s%n", Version.current());
    arguments.out().printf("java %s (%s)%n", Runtime.version(), System.getProperty("java.vendor"));
    return 0;
  }
}
