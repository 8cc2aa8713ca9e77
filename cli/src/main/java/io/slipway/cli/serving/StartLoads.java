// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelState;
import io.slipway.cli.serving.Serving.Loaded;
import io.slipway.modelserver.config.ModelConfig;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.repository.ModelRepository;
import io.slipway.modelserver.repository.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Loads services, and models of a repository, while a process starts: as many at a time as there
 * are processors. Used by one thread.
 */
final class StartLoads implements AutoCloseable {
  private final ServingConfig config;
  private final List<ServiceToServe> services;
  private final Namespaces namespaces;
  private final ExecutorService threads;

  /** Of the services in their order, then of the repository's models. */
  private final List<CompletableFuture<Loaded>> loads = new ArrayList<>();

  private StartLoads(
      ServingConfig config,
      List<ServiceToServe> services,
      Namespaces namespaces,
      ExecutorService threads) {
    this.config = config;
    this.services = services;
    this.namespaces = namespaces;
    this.threads = threads;
  }

  /**
   * Begins to load the services; does not wait.
   *
   * @param more how many are added besides
   */
  static StartLoads begin(
      ServingConfig config, List<ServiceToServe> services, Namespaces namespaces, int more) {
    StartLoads begun =
        new StartLoads(config, services, namespaces, threads(services.size() + more));
    for (ServiceToServe service : services) {
      ModelRepository namespace = namespaces.of(service.name().namespace());
      ExecutionConfig execution = begun.execution(service);
      begun.add(() -> load(service, execution, namespace));
    }
    return begun;
  }

  /** Begins to load a model of a repository. */
  void add(RepositoryServing repository, String name) {
    add(() -> repository.load(name));
  }

  private void add(Supplier<Loaded> load) {
    loads.add(CompletableFuture.supplyAsync(load, threads));
  }

  /** Waits until each is loaded or has failed. */
  List<Loaded> await() {
    List<Loaded> loaded = new ArrayList<>(loads.stream().map(CompletableFuture::join).toList());
    loadEnsembles(loaded);
    return loaded;
  }

  /** What is under way, such as a long fetch, is not waited for. */
  void giveUp() {
    threads.shutdownNow();
  }

  private ExecutionConfig execution(ServiceToServe service) {
    return Objects.requireNonNullElse(service.execution(), config.execution())
        .amongModels(services.size());
  }

  private static Loaded load(
      ServiceToServe service, ExecutionConfig execution, ModelRepository repository) {
    ModelSpec spec =
        new ModelSpec(
            new ModelId(service.name().name(), service.version()),
            service.format(),
            service.location(),
            Map.of(),
            execution);
    return new Loaded(service.name(), repository.load(spec));
  }

  /** An ensemble whose turn came before that of its models is loaded once these are there. */
  private void loadEnsembles(List<Loaded> loaded) {
    boolean more = true;
    while (more) {
      more = false;
      for (int i = 0; i < services.size(); i++) {
        ServiceToServe service = services.get(i);
        if (loaded.get(i).status().state() == ModelState.FAILED && isEnsemble(service)) {
          ModelRepository namespace = namespaces.of(service.name().namespace());
          Loaded again = load(service, execution(service), namespace);
          loaded.set(i, again);
          more |= again.status().ready(); // others may be put together of this one
        }
      }
    }
  }

  private static boolean isEnsemble(ServiceToServe service) {
    try {
      ModelConfig config = service.location().fetch().config();
      return config != null && config.ensemble() != null;
    } catch (ServingException _) {
      return false; // told when it was loaded
    }
  }

  private static ExecutorService threads(int models) {
    return Executors.newFixedThreadPool(
        Math.clamp(models, 1, Runtime.getRuntime().availableProcessors()),
        task -> Thread.ofPlatform().daemon().name("load").unstarted(task));
  }

  /** Ends its threads, after what is under way unless that was given up. */
  @Override
  public void close() {
    threads.close();
  }
}
