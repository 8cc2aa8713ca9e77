// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.cli.Main;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command of a model server that is a process of its own: {@code slipway serve} by the JVM and
 * the class path of this process. Pure but for these.
 */
final class ModelServerProcess {
  private ModelServerProcess() {}

  /**
   * @throws ServingException NOT_IMPLEMENTED if it asks for what {@code serve} is not told
   */
  static List<String> command(PodModel model, List<String> arguments, String address) {
    List<String> options = new ArrayList<>(List.of(model.name() + "=" + model.directory()));
    options.addAll(arguments);
    return command(options, model.hasOnlyArguments(), address);
  }

  /**
   * Of one that loads the models of a directory when it is told to; a model that it cannot load
   * keeps no other from being asked.
   *
   * @throws ServingException NOT_IMPLEMENTED if it asks for what {@code serve} is not told
   */
  static List<String> command(Path models, boolean hasOnlyArguments, String address) {
    List<String> options =
        List.of(
            "--model-repository",
            models.toString(),
            "--model-control-mode",
            "explicit",
            "--strict-readiness",
            "false");
    return command(options, hasOnlyArguments, address);
  }

  private static List<String> command(
      List<String> options, boolean hasOnlyArguments, String address) {
    if (!hasOnlyArguments) {
      throw new ServingException(
          ErrorCode.NOT_IMPLEMENTED,
          "annotation slipway.io/isolation: process: containerConcurrency, a batcher and a model"
              + " configuration are not done for a process of its own (expected: none of them)");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!option.startsWith("-agentlib")
          && !option.startsWith("-XX:AOTCacheOutput")
          && !option.startsWith("-D" + ServingProcess.LAUNCHER)) {
        command.add(option);
      }
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.add("serve");
    command.addAll(options);
    command.addAll(List.of("--host", address));
    command.addAll(List.of("--http-port", String.valueOf(DeployContract.HTTP_PORT)));
    command.addAll(List.of("--grpc-port", String.valueOf(DeployContract.HTTP_PORT + 1)));
    return List.copyOf(command);
  }
}
