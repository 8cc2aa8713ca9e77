// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelStatus;
import io.slipway.modelserver.config.ModelConfig;
import io.slipway.modelserver.repository.RepositoryConfig.Mode;
import io.slipway.transport.codec.json.JsonValue;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.repository.IndexEntry;
import io.slipway.transport.codec.repository.LoadRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the models in memory to what the repositories have, at the start, when a poll finds a
 * change, or when a client asks for it. One model is changed by one thread at a time.
 */
public final class RepositoryControl implements ModelControl {
  private static final Logger log = LoggerFactory.getLogger(RepositoryControl.class);

  private final ModelRepository models;
  private final RepositoryConfig config;
  private final ReentrantLock[] locks = new ReentrantLock[64];
  private final AppliedModels applied;
  private final Map<String, List<String>> unloaded = new ConcurrentHashMap<>();

  public RepositoryControl(ModelRepository models, RepositoryConfig config) {
    this.models = models;
    this.config = config;
    this.applied = new AppliedModels(models, config);
    for (int i = 0; i < locks.length; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  /**
   * The names of the models to {@link #bringUp} at the start.
   *
   * @throws ServingException NOT_FOUND if a repository is not there
   */
  public List<String> atStart() {
    RepositoryScan scan = scan();
    for (Path path : scan.unfit()) {
      log.warn("{} is not served: its name can't be part of a URL", path);
    }
    boolean all =
        config.mode() != Mode.EXPLICIT || config.startWith().contains(RepositoryConfig.ALL);
    return all ? List.copyOf(scan.places().keySet()) : config.startWith();
  }

  /**
   * Loads a model at the start. Blocks until it is READY or FAILED; a failure is a state, not an
   * exception.
   *
   * @return the states of its versions, at least one
   */
  public List<ModelStatus> bringUp(String name) throws InterruptedException {
    ReentrantLock lock = lock(name);
    lock.lock();
    try {
      follow(name);
      return models.versions(name);
    } finally {
      lock.unlock();
    }
  }

  /** Follows what has changed in the repositories since they were looked at last; blocks. */
  public void poll() throws InterruptedException {
    RepositoryScan scan = scan();
    Set<String> names = new TreeSet<>(applied.names());
    names.addAll(scan.places().keySet());
    for (String name : names) {
      ReentrantLock lock = lock(name);
      lock.lock();
      try {
        if (scan.places().containsKey(name)) {
          follow(name);
        } else {
          log.info("model {} is gone from its repository", name);
          applied.unload(name);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public List<IndexEntry> index(@Nullable String repository, boolean readyOnly) {
    RepositoryScan scan = repository == null ? scan() : scan(repository);
    Set<String> names = new TreeSet<>(scan.places().keySet());
    if (repository == null) {
      models.models().forEach(status -> names.add(status.id().name()));
    }
    List<IndexEntry> entries = new ArrayList<>();
    for (String name : names) {
      List<ModelStatus> versions = models.versions(name);
      for (ModelStatus version : versions) {
        if (!readyOnly || version.ready()) {
          entries.add(IndexEntry.of(version));
        }
      }
      if (versions.isEmpty() && !readyOnly) {
        notLoaded(name, scan.places().getOrDefault(name, List.of()), entries);
      }
    }
    return entries;
  }

  private void notLoaded(String name, List<Path> places, List<IndexEntry> entries) {
    List<String> versions = unloaded.getOrDefault(name, List.of());
    if (places.size() > 1) {
      String reason = RepositoryScan.ambiguous(places);
      entries.add(new IndexEntry(name, "", IndexEntry.UNAVAILABLE, reason));
    } else if (versions.isEmpty()) {
      entries.add(IndexEntry.notLoaded(name));
    }
    for (String version : versions) {
      entries.add(new IndexEntry(name, version, IndexEntry.UNAVAILABLE, "unloaded"));
    }
  }

  @Override
  public void load(@Nullable String repository, String model, LoadRequest request)
      throws InterruptedException {
    requireExplicit();
    try {
      loadAs(repository, model, request);
    } catch (ServingException e) {
      throw e.of("failed to load '" + model + "'"); // the words that Triton's clients look for
    }
  }

  private void loadAs(@Nullable String repository, String model, LoadRequest request)
      throws InterruptedException {
    if (!ModelNames.isValid(model)) {
      throw ServingException.invalid(
          "the model name '%s' can't be part of a URL (expected: letters, digits, '-', '_', '.', '~')"
              .formatted(model));
    }
    ModelConfig override = override(request);
    ReentrantLock lock = lock(model);
    lock.lock();
    try {
      if (override == null) {
        applied.load(model, ModelDirectory.read(place(repository, model)));
      } else if (request.files().isEmpty()) {
        applied.override(model, ModelDirectory.read(place(repository, model), override));
      } else {
        try (Upload upload = Upload.of(config.uploads(), request.files())) {
          applied.override(model, ModelDirectory.read(upload.directory(), override));
        }
      }
      unloaded.remove(model);
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable ModelConfig override(LoadRequest request) {
    if (request.config() != null) {
      return ModelConfig.readJson("parameters.config", JsonValue.parse(request.config()));
    }
    if (!request.files().isEmpty()) {
      throw ServingException.invalid(
          "the request has files and no parameter 'config' (expected: a configuration for them,"
              + " {} if it has nothing to say)");
    }
    return null;
  }

  @Override
  public void unload(@Nullable String repository, String model, boolean dependents)
      throws InterruptedException {
    // No model depends on another one yet, so there are no dependents to unload.
    requireExplicit();
    ReentrantLock lock = lock(model);
    lock.lock();
    try {
      RepositoryScan scan = repository == null ? scan() : scan(repository);
      boolean known = scan.places().containsKey(model);
      if (!known && (repository != null || models.versions(model).isEmpty())) {
        throw ModelRepository.unknown(model, null);
      }
      List<String> versions = applied.unload(model);
      if (known && !versions.isEmpty()) {
        unloaded.put(model, versions);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ConfigMessage config(String model, @Nullable String version) {
    return models.config(model, version);
  }

  @Override
  public boolean clientsMayLoad() {
    return config.mode() == Mode.EXPLICIT;
  }

  private void requireExplicit() {
    if (!clientsMayLoad()) {
      throw new ServingException(
          ErrorCode.NOT_IMPLEMENTED,
          "models are not loaded and unloaded by clients here: the model control mode is %s (expected: explicit, by --model-control-mode)"
              .formatted(config.mode().name().toLowerCase(Locale.ROOT)));
    }
  }

  private void follow(String name) throws InterruptedException {
    applied.follow(name, () -> ModelDirectory.read(place(null, name)));
    unloaded.remove(name);
  }

  private Path place(@Nullable String repository, String name) {
    Path place = (repository == null ? scan() : scan(repository)).place(name);
    if (place == null) {
      throw new ServingException(
          ErrorCode.NOT_FOUND,
          "model '%s' is in no repository%s"
              .formatted(name, repository == null ? "" : " '" + repository + "'"));
    }
    return place;
  }

  private ReentrantLock lock(String name) {
    return locks[Math.floorMod(name.hashCode(), locks.length)];
  }

  private RepositoryScan scan() {
    return RepositoryScan.of(config.roots(), config.named());
  }

  /** Only the repository whose directory has this name, or this path. */
  private RepositoryScan scan(String repository) {
    for (Path root : config.roots()) {
      if (root.toString().equals(repository)
          || String.valueOf(root.getFileName()).equals(repository)) {
        return RepositoryScan.of(List.of(root), Map.of());
      }
    }
    throw FixedModels.noRepository(repository);
  }
}
