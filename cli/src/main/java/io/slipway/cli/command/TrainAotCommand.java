// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.api.deploy.DeployContract;
import io.slipway.cli.serving.ServingProcess;
import io.slipway.cli.training.TrainingRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.Options;

/**
 * Run by the launcher under {@code -XX:AOTCacheOutput}: what it does is what later starts do fast.
 * It goes the very way of {@code serve} or of {@code up -f}, with DIR as {@link
 * DeployContract#ENV_HOME}, and leaves unpacked native libraries in {@code DIR/native}.
 */
final class TrainAotCommand implements Command {
  private static final List<String> WAYS = List.of("serve", "up");

  @Override
  public String summary() {
    return "Serve a small model to itself, to make the JVM's AOT cache.";
  }

  @Override
  public String operands() {
    return "serve|up DIR";
  }

  @Override
  public Options options() {
    return new Options();
  }

  @Override
  public int run(Arguments arguments) throws Exception {
    List<String> operands = arguments.operands();
    if (operands.size() != 2 || !WAYS.contains(operands.getFirst())) {
      throw CommandFailure.usage("expected: serve or up, and the directory for the run's files");
    }
    Path directory = Path.of(operands.getLast());
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
    List<String> ports = List.of("--http-port=0", "--grpc-port=0");
    if (operands.getFirst().equals("serve")) {
      run(new ServeCommand(process), arguments, List.of("iris=" + training.model()), ports);
    } else {
      String manifest = training.manifest().toString();
      run(new UpCommand(process), arguments, List.of("-f", manifest, "--api-port=0"), ports);
      ServingProcess applied = new ServingProcess(training.applied());
      String data = training.appliedData().toString();
      run(new UpCommand(applied), arguments, List.of("--data=" + data, "--api-port=0"), ports);
    }
    training.keepLibraries();
    return 0;
  }

  private static void run(
      Command command, Arguments arguments, List<String> line, List<String> ports)
      throws Exception {
    List<String> words = new ArrayList<>(line);
    words.addAll(ports);
    command.run(Arguments.parse(command, words, arguments.out()));
  }
}
