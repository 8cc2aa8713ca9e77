// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelStatus;
import io.slipway.modelserver.config.EnsembleConfig;
import io.slipway.modelserver.config.ModelConfig;
import io.slipway.modelserver.repository.RepositoryConfig.Mode;
import io.slipway.transport.codec.json.JsonValue;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.repository.IndexEntry;
import io.slipway.transport.codec.repository.LoadRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
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
  private final Companions companions = new Companions();

  public RepositoryControl(ModelRepository models, RepositoryConfig config) {
    this.models = models;
    this.config = config;
    this.applied = new AppliedModels(models, config);
    for (int i = 0; i < locks.length; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  /**
   * The names of the models to {@link #bringUp} at the start. The cores are divided among so many,
   * also when others come later.
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
    List<String> names = all ? List.copyOf(scan.places().keySet()) : config.startWith();
    applied.shareCores(names.size());
    return names;
  }

  /**
   * Loads a model at the start, an ensemble's models before it. Blocks until it is READY or FAILED;
   * a failure is a state, not an exception.
   *
   * @return the states of its versions, at least one
   */
  public List<ModelStatus> bringUp(String name) throws InterruptedException {
    follow(name, new HashSet<>());
    return models.versions(name);
  }

  /** Follows what has changed in the repositories since they were looked at last; blocks. */
  public void poll() throws InterruptedException {
    RepositoryScan scan = scan();
    Set<String> names = new TreeSet<>(applied.names());
    names.addAll(scan.places().keySet());
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (scan.places().containsKey(name)) {
        follow(name, seen);
      } else {
        log.info("model {} is gone from its repository", name);
        locked(name, () -> applied.unload(name));
      }
    }
  }

  /** What is done about one model while nobody else changes it. */
  @FunctionalInterface
  private interface Change {
    void run() throws InterruptedException;
  }

  private void locked(String name, Change change) throws InterruptedException {
    ReentrantLock lock = lock(name);
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
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
    if (override == null) {
      load(model, ModelDirectory.read(place(repository, model)), false);
    } else if (request.files().isEmpty()) {
      load(model, ModelDirectory.read(place(repository, model), override), true);
    } else {
      try (Upload upload = Upload.of(config.uploads(), request.files())) {
        load(model, ModelDirectory.read(upload.directory(), override), true);
      }
    }
    companions.wanted(model);
  }

  private void load(String model, ModelDirectory directory, boolean override)
      throws InterruptedException {
    Set<String> seen = new HashSet<>(Set.of(model));
    bringCompanions(model, directory, seen);
    locked(
        model,
        () -> {
          if (override) {
            applied.override(model, directory);
          } else {
            applied.load(model, directory);
          }
          unloaded.remove(model);
        });
  }

  /** Loads the models of an ensemble that do not answer yet; as Triton does. */
  private void bringCompanions(String ensemble, ModelDirectory directory, Set<String> seen)
      throws InterruptedException {
    for (EnsembleConfig.Step step : Companions.steps(directory)) {
      String name = step.model();
      boolean ready = models.model(name, step.version()).map(ModelStatus::ready).orElse(false);
      if (!ready && seen.add(name)) {
        try {
          ModelDirectory inner = ModelDirectory.read(place(null, name));
          bringCompanions(name, inner, seen);
          locked(name, () -> applied.load(name, inner));
        } catch (ServingException e) {
          throw e.of("model '" + name + "' of a step");
        }
        unloaded.remove(name);
        companions.bring(ensemble, name);
      }
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
    requireExplicit();
    RepositoryScan scan = repository == null ? scan() : scan(repository);
    boolean known = scan.places().containsKey(model);
    if (!known && (repository != null || models.versions(model).isEmpty())) {
      throw ModelRepository.unknown(model, null);
    }
    List<String> together =
        dependents ? companions.together(model, models.ensembles()) : List.of(model);
    Set<String> inRepositories = scan().places().keySet();
    for (String each : together) {
      locked(
          each,
          () -> {
            List<String> versions = applied.unload(each);
            if (inRepositories.contains(each) && !versions.isEmpty()) {
              unloaded.put(each, versions);
            }
          });
    }
    together.forEach(companions::left);
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

  /**
   * The models of an ensemble come before it.
   *
   * @param seen those that were followed in this round
   */
  private void follow(String name, Set<String> seen) throws InterruptedException {
    if (!seen.add(name)) {
      return;
    }
    Supplier<ModelDirectory> source = read(name);
    for (String model : companions(name, source)) {
      follow(model, seen);
    }
    ReentrantLock lock = lock(name);
    lock.lock();
    try {
      applied.follow(name, source);
      unloaded.remove(name);
    } finally {
      lock.unlock();
    }
  }

  /** The model as it is now, or the reason why it can't be read. */
  private Supplier<ModelDirectory> read(String name) {
    try {
      ModelDirectory directory = ModelDirectory.read(place(null, name));
      return () -> directory;
    } catch (ServingException e) {
      return () -> {
        throw e;
      };
    }
  }

  /** The models of an ensemble's steps that are in a repository. */
  private Set<String> companions(String name, Supplier<ModelDirectory> source) {
    List<EnsembleConfig.Step> steps;
    try {
      steps = Companions.steps(source.get());
    } catch (ServingException _) {
      return Set.of(); // told when it is loaded
    }
    if (steps.isEmpty()) {
      return Set.of();
    }
    Set<String> names = new LinkedHashSet<>();
    Set<String> inRepositories = scan().places().keySet();
    for (EnsembleConfig.Step step : steps) {
      String model = step.model();
      if (inRepositories.contains(model)) {
        names.add(model);
        boolean own = config.mode() != Mode.EXPLICIT || config.startWith().contains(model);
        if (!own && !config.startWith().contains(RepositoryConfig.ALL)) {
          companions.bring(name, model);
        }
      }
    }
    return names;
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
