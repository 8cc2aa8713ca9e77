// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.api.deploy.DeployContract;
import io.slipway.cli.serving.EmbeddedApi;
import io.slipway.cli.serving.Manifests;
import io.slipway.cli.serving.ModelsToServe;
import io.slipway.cli.serving.ServiceToServe;
import io.slipway.cli.serving.ServingConfig;
import io.slipway.cli.serving.ServingProcess;
import io.slipway.controlplane.agent.container.RuntimeChoice;
import io.slipway.modelserver.repository.FixedModels;
import io.slipway.storage.ModelStore;
import io.slipway.storage.StorageConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

final class UpCommand implements Command {
  private static final long GIB = 1L << 30;
  private static final int DEFAULT_CACHE_GIB = (int) (StorageConfig.DEFAULT_MAX_CACHE_BYTES / GIB);
  private static final int MAX_CACHE_GIB = 1 << 20;

  private static final String API_PORT = "api-port";
  private static final String RUNTIME = "container-runtime";

  private final ServingProcess process;

  UpCommand(ServingProcess process) {
    this.process = process;
  }

  @Override
  public String summary() {
    return "Serve a Kubernetes API and the InferenceServices of the given files, in one process.";
  }

  @Override
  public String operands() {
    return "";
  }

  @Override
  public Options options() {
    return OidcOptions.addTo(ServerOptions.addTo(new Options()))
        .addOption(
            Option.builder()
                .longOpt(API_PORT)
                .hasArg()
                .argName("PORT")
                .desc(
                    "The Kubernetes API, over TLS; 0 picks a free one (default: "
                        + DeployContract.API_PORT
                        + "). What kubectl needs is in DIR/kubeconfig, DIR being that of --data.")
                .get())
        .addOption(
            Option.builder()
                .longOpt(RUNTIME)
                .hasArg()
                .argName("auto|podman|docker|none")
                .desc(
                    "What runs containers of Pods that have an image and no command; auto is podman"
                        + " if it answers, else docker (default: auto). It is looked for when there"
                        + " is such a container.")
                .get())
        .addOption(
            Option.builder()
                .longOpt("model-cache-gib")
                .hasArg()
                .argName("N")
                .desc(
                    "How much of the models fetched is kept on disk, beside what is in use"
                        + " (default: "
                        + DEFAULT_CACHE_GIB
                        + ").")
                .get())
        .addOption(
            Option.builder("f")
                .longOpt("filename")
                .hasArg()
                .argName("FILE|DIR")
                .desc(
                    "A YAML or JSON file with InferenceServices, or a directory of such files; may"
                        + " be repeated. A relative storageUri is relative to its file.")
                .get());
  }

  @Override
  public int run(Arguments arguments) throws Exception {
    List<Path> files = arguments.all("filename").stream().map(Path::of).toList();
    if (!arguments.operands().isEmpty()) {
      throw CommandFailure.usage(
          "'%s' is not an option (files are given with -f)"
              .formatted(arguments.operands().getFirst()));
    }
    ServingConfig config = ServerOptions.config(arguments);
    EmbeddedApi.Config api =
        new EmbeddedApi.Config(
            config.data(),
            new InetSocketAddress(config.address(), apiPort(config, arguments)),
            OidcOptions.config(arguments),
            arguments.choice(RUNTIME, RuntimeChoice.class, RuntimeChoice.AUTO));
    ServerOptions.configureLogging(arguments);
    try (ModelStore store = ModelStore.open(storage(config, arguments))) {
      List<ServiceToServe> services =
          files.isEmpty() ? List.of() : Manifests.read(files, config.execution(), store);
      ModelsToServe models =
          new ModelsToServe(services, null, FixedModels.SERVICES, true, ModelsToServe.GiveUp.NEVER);
      process.run(
          config, models, serving -> EmbeddedApi.start(api, serving, store), arguments.out());
    }
    return 0;
  }

  private static int apiPort(ServingConfig config, Arguments arguments) {
    int port = arguments.integer(API_PORT, DeployContract.API_PORT, 0, 0xffff);
    if (port != 0 && (port == config.httpPort() || port == config.grpcPort())) {
      throw CommandFailure.usage(
          "--%s: %d is the port of another option (expected: one of its own)"
              .formatted(API_PORT, port));
    }
    return port;
  }

  private static StorageConfig storage(ServingConfig config, Arguments arguments) {
    long gib = arguments.integer("model-cache-gib", DEFAULT_CACHE_GIB, 0, MAX_CACHE_GIB);
    return StorageConfig.defaults(config.cache()).withMaxCacheBytes(gib * GIB);
  }
}
