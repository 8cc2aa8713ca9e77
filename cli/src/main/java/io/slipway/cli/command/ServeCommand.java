// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelId;
import io.slipway.cli.serving.ModelLayout;
import io.slipway.cli.serving.ServiceToServe;
import io.slipway.cli.serving.ServingConfig;
import io.slipway.cli.serving.ServingProcess;
import io.slipway.modelserver.protocol.ServiceDirectory.ServiceName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "serve",
    description = "Serve model files: only the model server, without a platform around it.")
public final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;

  @Parameters(
      paramLabel = "NAME=PATH",
      arity = "0..*",
      description = {
        "A model and where it is: a file, a directory with one model file, or a directory with",
        "numbered versions, of which the highest is served."
      })
  private List<String> models = List.of();

  @Option(
      names = "--model-repository",
      paramLabel = "DIR",
      description = "Serve every model in this directory: <DIR>/<name>/[<version>/]<model file>.")
  private @Nullable Path repository;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields in
  ServeCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    ServingConfig config = server.toConfig();
    List<ServiceToServe> services = services();
    server.configureLogging();
    return ServingProcess.run(config, services, true, spec.commandLine().getOut()) ? 0 : 1;
  }

  private List<ServiceToServe> services() {
    Map<String, Path> paths = new LinkedHashMap<>();
    for (String model : models) {
      int equals = model.indexOf('=');
      if (equals <= 0 || equals == model.length() - 1) {
        throw CommandFailure.usage("'" + model + "' is not of the form NAME=PATH");
      }
      put(paths, model.substring(0, equals), Path.of(model.substring(equals + 1)));
    }
    if (repository != null) {
      try {
        ModelLayout.models(repository)
            .forEach(path -> put(paths, String.valueOf(path.getFileName()), path));
      } catch (ServingException e) {
        throw new CommandFailure(e.getMessage(), 1, e);
      }
    }
    if (paths.isEmpty()) {
      throw CommandFailure.usage("no model given (expected: NAME=PATH or --model-repository DIR)");
    }
    List<ServiceToServe> services = new ArrayList<>();
    paths.forEach((name, path) -> services.add(service(name, path)));
    return services;
  }

  private static void put(Map<String, Path> paths, String name, Path path) {
    if (paths.putIfAbsent(name, path) != null) {
      throw CommandFailure.usage("the model name '" + name + "' is given twice");
    }
  }

  private static ServiceToServe service(String name, Path path) {
    ServiceName serviceName = new ServiceName(DeployContract.DEFAULT_NAMESPACE, name);
    try {
      ModelLayout.Version version = ModelLayout.locate(path);
      return new ServiceToServe(serviceName, version.version(), null, version::path);
    } catch (ServingException e) {
      // Reported as the state of this model; the others are served.
      return new ServiceToServe(
          serviceName,
          ModelId.FIRST_VERSION,
          null,
          () -> {
            throw e;
          });
    }
  }
}
