// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelId;
import io.slipway.cli.serving.ServiceToServe;
import io.slipway.cli.serving.ServingConfig;
import io.slipway.cli.serving.ServingProcess;
import io.slipway.modelserver.protocol.ServiceDirectory.ServiceName;
import io.slipway.modelserver.repository.ModelDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

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
    return ServerOptions.addTo(new Options())
        .addOption(
            Option.builder()
                .longOpt("model-repository")
                .hasArg()
                .argName("DIR")
                .desc("Serve every model in this directory: DIR/<name>/[<version>/]<model file>.")
                .get());
  }

  @Override
  public int run(Arguments arguments) throws Exception {
    ServingConfig config = ServerOptions.config(arguments);
    List<ServiceToServe> services = services(arguments);
    ServerOptions.configureLogging(arguments);
    process.run(config, services, true, arguments.out());
    return 0;
  }

  private static List<ServiceToServe> services(Arguments arguments) {
    Map<String, Path> paths = new LinkedHashMap<>();
    for (String model : arguments.operands()) {
      int equals = model.indexOf('=');
      if (equals <= 0 || equals == model.length() - 1) {
        throw CommandFailure.usage("'" + model + "' is not of the form NAME=PATH");
      }
      put(paths, model.substring(0, equals), Path.of(model.substring(equals + 1)));
    }
    Path repository = arguments.path("model-repository");
    if (repository != null) {
      try {
        for (Path path : models(repository)) {
          put(paths, String.valueOf(path.getFileName()), path);
        }
      } catch (ServingException e) {
        throw new CommandFailure(e.getMessage(), 1, e);
      }
    }
    if (paths.isEmpty()) {
      throw CommandFailure.usage("no model given (expected: NAME=PATH or --model-repository DIR)");
    }
    List<ServiceToServe> services = new ArrayList<>();
    paths.forEach((name, path) -> add(services, name, path));
    return services;
  }

  private static void put(Map<String, Path> paths, String name, Path path) {
    if (!fitsUrl(name)) {
      throw CommandFailure.usage(
          "the model name '%s' can't be part of a URL (expected: letters, digits, '-', '_', '.', '~')"
              .formatted(name));
    }
    if (paths.putIfAbsent(name, path) != null) {
      throw CommandFailure.usage("the model name '" + name + "' is given twice");
    }
  }

  /** One segment of a path as it is, without percent-encoding (RFC 3986, "unreserved"). */
  private static boolean fitsUrl(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letterOrDigit && c != '-' && c != '_' && c != '.' && c != '~') {
        return false;
      }
    }
    return !name.equals(".") && !name.equals("..");
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

  private static List<Path> models(Path repository) {
    if (!Files.isDirectory(repository)) {
      throw new ServingException(
          ErrorCode.NOT_FOUND, "model repository not found: " + repository + " is not a directory");
    }
    return ModelDirectory.directories(repository);
  }
}
