// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelId;
import io.slipway.cli.serving.ModelsToServe;
import io.slipway.cli.serving.ServiceToServe;
import io.slipway.cli.serving.ServingConfig;
import io.slipway.cli.serving.ServingProcess;
import io.slipway.modelserver.protocol.ServiceDirectory.ServiceName;
import io.slipway.modelserver.repository.ModelDirectory;
import io.slipway.modelserver.repository.ModelNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.Options;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class ServeCommand implements Command {
  private final ServingProcess process;

  ServeCommand(ServingProcess process) {
    this.process = process;
  }

  @Override
  public String summary() {
    return "Serve model files: only the model server, without a platform around it.";
  }

  @Override
  public String operands() {
    return "[NAME=PATH...]";
  }

  @Override
  public Options options() {
    return RepositoryOptions.addTo(ServerOptions.addTo(new Options()));
  }

  @Override
  public List<String> translated(List<String> words, Options options) {
    PeerFlagReading reading = PeerFlagReading.of(words, options);
    Logger log = LoggerFactory.getLogger(ServeCommand.class);
    reading.notes().forEach(log::warn);
    return reading.words();
  }

  @Override
  public int run(Arguments arguments) throws Exception {
    ServingConfig config = ServerOptions.config(arguments);
    Map<String, Path> named = named(arguments);
    ModelsToServe models =
        RepositoryOptions.given(arguments)
            ? RepositoryOptions.models(arguments, named, config)
            : new ModelsToServe(
                services(named),
                null,
                "models are not loaded and unloaded by clients here (expected: a server started"
                    + " with --model-control-mode explicit)",
                true,
                ModelsToServe.GiveUp.WITHOUT_ANY);
    ServerOptions.configureLogging(arguments);
    process.run(config, models, arguments.out());
    return 0;
  }

  private static Map<String, Path> named(Arguments arguments) {
    Map<String, Path> paths = new LinkedHashMap<>();
    for (String model : arguments.operands()) {
      int equals = model.indexOf('=');
      if (equals <= 0 || equals == model.length() - 1) {
        throw CommandFailure.usage("'" + model + "' is not of the form NAME=PATH");
      }
      String name = model.substring(0, equals);
      if (!ModelNames.isValid(name)) {
        throw CommandFailure.usage(
            "the model name '%s' can't be part of a URL (expected: letters, digits, '-', '_', '.', '~')"
                .formatted(name));
      }
      if (paths.putIfAbsent(name, Path.of(model.substring(equals + 1))) != null) {
        throw CommandFailure.usage("the model name '" + name + "' is given twice");
      }
    }
    return paths;
  }

  private static List<ServiceToServe> services(Map<String, Path> named) {
    if (named.isEmpty()) {
      throw CommandFailure.usage("no model given (expected: NAME=PATH or --model-repository DIR)");
    }
    List<ServiceToServe> services = new ArrayList<>();
    for (Map.Entry<String, Path> model : named.entrySet()) {
      add(services, model.getKey(), model.getValue());
    }
    return services;
  }

  private static void add(List<ServiceToServe> services, String name, Path path) {
    ServiceName serviceName = new ServiceName(DeployContract.DEFAULT_NAMESPACE, name);
    try {
      for (ModelDirectory.Version version : ModelDirectory.read(path).versions()) {
        services.add(new ServiceToServe(serviceName, version.version(), null, version::files));
      }
    } catch (ServingException e) {
      // Reported as the state of this model; the others are served.
      services.add(
          new ServiceToServe(
              serviceName,
              ModelId.FIRST_VERSION,
              null,
              () -> {
                throw e;
              }));
    }
  }
}
