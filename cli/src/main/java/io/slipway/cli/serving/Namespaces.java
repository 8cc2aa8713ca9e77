// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.deploy.DeployContract;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.modelserver.cache.ResponseCache;
import io.slipway.modelserver.metrics.ServerMetrics;
import io.slipway.modelserver.repository.Engines;
import io.slipway.modelserver.repository.ModelRepository;
import io.slipway.transport.memory.PooledTensorAllocator;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The models of each namespace; a namespace is there from the first time that it is asked for.
 * Thread-safe.
 */
final class Namespaces {
  private final Engines engines;
  private final Path cacheDirectory;
  private final PooledTensorAllocator allocator;
  private final @Nullable ResponseCache cache;
  private final ServerMetrics metrics;
  private final Map<String, ModelRepository> repositories = new ConcurrentHashMap<>();
  private final OwnNames ownNames = new OwnNames(this::ofService);

  /**
   * @param cache of answers, null for none
   * @param metrics told of each namespace
   */
  Namespaces(
      Engines engines,
      Path cacheDirectory,
      PooledTensorAllocator allocator,
      @Nullable ResponseCache cache,
      ServerMetrics metrics) {
    this.engines = engines;
    this.cacheDirectory = cacheDirectory;
    this.allocator = allocator;
    this.cache = cache;
    this.metrics = metrics;
  }

  synchronized ModelRepository of(String namespace) {
    ModelRepository known = repositories.get(namespace);
    if (known != null) {
      return known;
    }
    ModelRepository made = repository();
    repositories.put(namespace, made);
    metrics.observe(namespace, made);
    return made;
  }

  /** One of a service's own; the caller unloads what it loads, and ends it. */
  ModelRepository ofService(ObjectKey service) {
    ModelRepository made = repository();
    metrics.observe(service.namespace(), service.name(), made);
    return made;
  }

  /** Nothing is loaded into it any more. */
  void ended(ModelRepository ofService) {
    metrics.forget(ofService);
  }

  private ModelRepository repository() {
    return new ModelRepository(engines, cacheDirectory, allocator, System::nanoTime, cache);
  }

  /** The models that are in none of them. */
  OwnNames ownNames() {
    return ownNames;
  }

  ModelRepository ofDefault() {
    return of(DeployContract.DEFAULT_NAMESPACE);
  }

  /** For the end. */
  void unloadAll() throws InterruptedException {
    for (ModelRepository repository : repositories.values()) {
      repository.unloadAll();
    }
  }
}
