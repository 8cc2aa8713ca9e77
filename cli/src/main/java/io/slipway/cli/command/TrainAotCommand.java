// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.cli.logging.Logging;
import io.slipway.cli.training.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Run by the launcher under {@code -XX:AOTCacheOutput}: what it does is what later starts do fast.
 */
@Command(
    name = "train-aot",
    hidden = true,
    description = "Serve a small model to itself, to make the JVM's AOT cache.")
public final class TrainAotCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Where to keep files meanwhile.")
  private Path directory;

  @SuppressWarnings("NullAway.Init") // picocli fills the field in
  TrainAotCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Logging.configure(Logging.Format.TEXT, Level.INFO);
    TrainingRun.run(directory);
    return 0;
  }
}
