// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.model.ModelId;
import io.slipway.cli.command.CommandFailure;
import io.slipway.controlplane.resources.ServiceDefinition;
import io.slipway.controlplane.resources.ServiceFile;
import io.slipway.controlplane.resources.ServiceReading;
import io.slipway.controlplane.resources.schema.FieldValidation;
import io.slipway.modelserver.config.ModelConfig;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.protocol.ServiceDirectory.ServiceName;
import io.slipway.modelserver.repository.ModelDirectory;
import io.slipway.storage.ModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the files of {@code up -f} to services. */
public final class Manifests {
  private static final Logger log = LoggerFactory.getLogger(Manifests.class);
  private static final long MIB = 1L << 20;
  private static final List<String> EXTENSIONS = List.of(".yaml", ".yml", ".json");

  private Manifests() {}

  /**
   * Reads all files, and all faults in them, before anything is started.
   *
   * @param execution how the requests of models are run whose service says nothing of it
   * @param store where the services' models are fetched from, later
   * @throws CommandFailure with every fault, each with file, line and column
   */
  public static List<ServiceToServe> read(
      List<Path> paths, ExecutionConfig execution, ModelStore store) throws IOException {
    List<String> faults = new ArrayList<>();
    Map<ServiceName, Path> seen = new HashMap<>();
    List<ServiceToServe> services = new ArrayList<>();
    for (Path file : files(paths)) {
      for (ServiceReading reading : readings(file)) {
        // No switch: the JVM would make one over types anew at every start.
        if (reading instanceof ServiceReading.Fault fault) {
          faults.add(fault.message());
          continue;
        }
        ServiceReading.Valid valid = (ServiceReading.Valid) reading;
        valid.ignored().forEach(field -> log.warn("{}", field));
        ServiceToServe service = service(valid, file, execution, store, faults);
        Path first = seen.putIfAbsent(service.name(), file);
        if (first != null) {
          faults.add(
              "%s: service %s is already in %s".formatted(valid.position(), service.name(), first));
        }
        services.add(service);
      }
    }
    if (!faults.isEmpty()) {
      throw new CommandFailure(String.join("\n", faults));
    }
    if (services.isEmpty()) {
      throw new CommandFailure("no InferenceService in " + paths);
    }
    return services;
  }

  private static ServiceToServe service(
      ServiceReading.Valid valid,
      Path file,
      ExecutionConfig execution,
      ModelStore store,
      List<String> faults) {
    ServiceDefinition definition = valid.definition();
    List<String> ofPolicy = new ArrayList<>();
    ServicePolicy policy = ServicePolicy.of(definition, execution, ofPolicy);
    for (String fault : ofPolicy) {
      faults.add(valid.position() + ": " + fault);
    }
    Path directory =
        Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a parent");
    return new ServiceToServe(
        new ServiceName(definition.name().namespace(), definition.modelName()),
        ModelId.FIRST_VERSION,
        definition.modelFormat(),
        () ->
            // A service has one version: the newest of those that the model's policy allows.
            directory(
                    store.fetch(definition.storageUri(), directory, Manifests::progress),
                    policy.config())
                .versions()
                .getLast()
                .files(),
        policy.limits(),
        policy.log(),
        policy.execution());
  }

  private static ModelDirectory directory(Path path, @Nullable ModelConfig config) {
    return config == null ? ModelDirectory.read(path) : ModelDirectory.read(path, config);
  }

  private static void progress(String uri, long bytes, long totalBytes) {
    log.info(
        "{}: {} MiB{}", uri, bytes / MIB, totalBytes < 0 ? "" : " of " + totalBytes / MIB + " MiB");
  }

  private static List<ServiceReading> readings(Path file) throws IOException {
    try {
      return ServiceFile.read(file, FieldValidation.STRICT);
    } catch (NoSuchFileException e) {
      throw new CommandFailure("file not found: " + file, 1, e);
    }
  }

  private static List<Path> files(List<Path> paths) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.isDirectory(path)) {
        files.add(path);
        continue;
      }
      try (Stream<Path> entries = Files.list(path)) {
        entries
            .filter(entry -> EXTENSIONS.stream().anyMatch(entry.toString()::endsWith))
            .sorted()
            .forEach(files::add);
      }
    }
    return files;
  }
}
