// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.api.deploy.DeployContract;
import io.slipway.cli.serving.ServingProcess;
import io.slipway.cli.training.TrainingRun;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.Options;

/**
 * Run by the launcher under {@code -XX:AOTCacheOutput}: what it does is what later starts do fast.
 * It goes the very ways of {@code serve} and {@code up -f}, with DIR as {@link
 * DeployContract#ENV_HOME}, and leaves unpacked native libraries in {@code DIR/native}.
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

  @Override
  public Options options() {
    return new Options();
  }

  @Override
  public int run(Arguments arguments) throws Exception {
    if (arguments.operands().size() != 1) {
      throw CommandFailure.usage("expected: the directory for the files of the run");
    }
    Path directory = Path.of(arguments.operands().getFirst());
    if (!directory.toString().equals(System.getenv(DeployContract.ENV_HOME))) {
      throw CommandFailure.usage(
          "%s: '%s' (expected: %s, for the caches of the run)"
              .formatted(
                  DeployContract.ENV_HOME, System.getenv(DeployContract.ENV_HOME), directory));
    }
    TrainingRun training = TrainingRun.in(directory);
    // For its classes: a server that waits for a signal would not end.
    ServingProcess.untilStopped();
    ServingProcess process = new ServingProcess(training);
    String httpPort = "--http-port=0";
    String grpcPort = "--grpc-port=0";
    run(
        new ServeCommand(process),
        arguments,
        List.of("iris=" + training.model(), httpPort, grpcPort));
    run(
        new UpCommand(process),
        arguments,
        List.of("-f", training.manifest().toString(), httpPort, grpcPort, "--api-port=0"));
    training.keepLibraries();
    return 0;
  }

  private static void run(Command command, Arguments arguments, List<String> line)
      throws Exception {
    command.run(Arguments.parse(command, line, arguments.out()));
  }
}
