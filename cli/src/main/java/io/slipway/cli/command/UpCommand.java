// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.cli.serving.Manifests;
import io.slipway.cli.serving.ServiceToServe;
import io.slipway.cli.serving.ServingConfig;
import io.slipway.cli.serving.ServingProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "up",
    description = "Serve the InferenceServices of the given files, all in this process.")
public final class UpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE|DIR",
      required = true,
      description = {
        "A YAML or JSON file with InferenceServices, or a directory of such files; may be"
            + " repeated.",
        "A relative storageUri is relative to its file."
      })
  private List<Path> files;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields in
  UpCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    ServingConfig config = server.toConfig();
    server.configureLogging();
    List<ServiceToServe> services = Manifests.read(files, config);
    ServingProcess.run(config, services, false, spec.commandLine().getOut());
    return 0;
  }
}
