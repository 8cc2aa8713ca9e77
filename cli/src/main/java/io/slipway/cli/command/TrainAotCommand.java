// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.cli.training.TrainingRun;
import java.nio.file.Path;
import org.apache.commons.cli.Options;

/**
 * Run by the launcher under {@code -XX:AOTCacheOutput}: what it does is what later starts do fast.
 */
final class TrainAotCommand implements Command {
  @Override
  public String summary() {
    return "Serve a small model to itself, to make the JVM's AOT cache.";
  }

  @Override
  public String operands() {
    return "DIR";
  }

  /** Those of a server, so that its options are read as a server's are. */
  @Override
  public Options options() {
    return ServerOptions.addTo(new Options());
  }

  @Override
  public int run(Arguments arguments) throws Exception {
    if (arguments.operands().size() != 1) {
      throw CommandFailure.usage("expected: the directory for the files of the run");
    }
    ServerOptions.configureLogging(arguments);
    TrainingRun.run(ServerOptions.config(arguments), Path.of(arguments.operands().getFirst()));
    return 0;
  }
}
