// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelStatus;
import io.slipway.modelserver.config.EnsembleConfig;
import io.slipway.modelserver.execution.ExecutionConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models in memory, and what they were loaded from. Brings a model's versions to what its
 * directory says: the new ones are ready before the old ones go. One model is changed by one thread
 * at a time, which is the caller's to see to.
 */
final class AppliedModels {
  private static final Logger log = LoggerFactory.getLogger(AppliedModels.class);

  /**
   * What a model was loaded from: by version, or a fault by its message.
   *
   * @param failed versions that could not be loaded from this; what they had before may go on
   */
  private record Applied(Map<String, Long> fingerprints, boolean overridden, Set<String> failed) {
    /** Whether the version is what these files have. */
    boolean has(String version, @Nullable Long fingerprint) {
      return !overridden
          && !failed.contains(version)
          && Objects.equals(fingerprints.get(version), fingerprint);
    }
  }

  private final ModelRepository models;
  private final RepositoryConfig config;
  private final Map<String, Applied> applied = new ConcurrentHashMap<>();

  /** How many models the cores are divided among. */
  private volatile int sharing = 1;

  AppliedModels(ModelRepository models, RepositoryConfig config) {
    this.models = models;
    this.config = config;
  }

  /** From now on a model's part of the cores is that of one among so many. */
  void shareCores(int count) {
    sharing = count;
  }

  private ExecutionConfig execution() {
    return config.execution().amongModels(sharing);
  }

  /** Which models were looked at. */
  Set<String> names() {
    return applied.keySet();
  }

  /**
   * Loads what has changed of a model since it was looked at last. A failure is a state, or told in
   * the log once.
   *
   * @param source reads the directory
   */
  void follow(String name, Supplier<ModelDirectory> source) throws InterruptedException {
    ModelDirectory directory;
    Map<String, Long> fingerprints;
    try {
      directory = source.get();
      requireName(name, directory);
      fingerprints = fingerprints(directory);
    } catch (ServingException e) {
      Applied fault = new Applied(Map.of(e.getMessage(), 0L), false, Set.of());
      if (!fault.equals(applied.put(name, fault))) {
        fault(name, e);
      }
      return;
    }
    Applied before = applied.get(name);
    if (before == null || !before.fingerprints().equals(fingerprints)) {
      try {
        apply(name, directory, fingerprints, false);
      } catch (ServingException e) {
        log.debug("model {}: {}", name, e.getMessage()); // the states of its versions tell it
      }
    }
  }

  /** What is there and can't be read goes on as it was, if it was. */
  private void fault(String name, ServingException fault) {
    if (models.versions(name).stream().anyMatch(ModelStatus::ready)) {
      log.warn("model {} is served as before: {}", name, fault.getMessage());
      return;
    }
    models.load(
        new ModelSpec(
            new ModelId(name, ModelId.FIRST_VERSION),
            null,
            () -> {
              throw fault;
            },
            Map.of(),
            execution()));
  }

  /**
   * Loads a model as its directory has it; what has not changed and is READY stays as it is.
   *
   * @throws ServingException as {@link #apply}
   */
  void load(String name, ModelDirectory directory) throws InterruptedException {
    requireName(name, directory);
    apply(name, directory, fingerprints(directory), false);
  }

  /**
   * Loads a model otherwise than its directory has it.
   *
   * @throws ServingException as {@link #apply}
   */
  void override(String name, ModelDirectory directory) throws InterruptedException {
    requireName(name, directory);
    Map<String, Long> fingerprints = new HashMap<>();
    directory.versions().forEach(version -> fingerprints.put(version.version(), 0L));
    apply(name, directory, fingerprints, true);
  }

  /** A model that was given a name on the command line is called so. */
  private void requireName(String name, ModelDirectory directory) {
    if (directory.name() != null
        && !directory.name().equals(name)
        && !config.named().containsKey(name)) {
      throw ServingException.invalid(
          "the configuration names the model '%s' (expected: '%s', or no name)"
              .formatted(directory.name(), name));
    }
  }

  private Map<String, Long> fingerprints(ModelDirectory directory) {
    boolean changing = config.mode() != RepositoryConfig.Mode.NONE;
    Map<String, Long> fingerprints = new HashMap<>();
    for (ModelDirectory.Version version : directory.versions()) {
      fingerprints.put(
          version.version(),
          changing ? Fingerprint.of(version.files()) + 31 * models(version.files()) : 0);
    }
    return fingerprints;
  }

  /**
   * Of the models of an ensemble: it is loaded anew when they are there, or take and give something
   * else.
   */
  private long models(ModelFiles files) {
    EnsembleConfig ensemble = files.config() == null ? null : files.config().ensemble();
    long hash = 0;
    if (ensemble != null) {
      for (EnsembleConfig.Step step : ensemble.steps()) {
        ModelStatus status = models.model(step.model(), step.version()).orElse(null);
        int one = status != null && status.ready() ? Objects.hashCode(status.signature()) : 0;
        hash = hash * 31 + one;
      }
    }
    return hash;
  }

  /**
   * Brings the model's versions to these.
   *
   * @throws ServingException if one of them can't be loaded; those that were served before and were
   *     to go then stay
   */
  private void apply(
      String name, ModelDirectory directory, Map<String, Long> fingerprints, boolean overridden)
      throws InterruptedException {
    Applied before = applied.get(name);
    Set<String> failed = new HashSet<>();
    List<String> failures = new ArrayList<>();
    ErrorCode code = ErrorCode.INVALID_ARGUMENT;
    for (ModelDirectory.Version version : directory.versions()) {
      String number = version.version();
      boolean same = !overridden && before != null && before.has(number, fingerprints.get(number));
      if (!same || !isReady(name, number)) {
        ServingException failure = models.replace(spec(name, version)).failure();
        if (failure != null) {
          failed.add(number);
          failures.add("version " + number + ": " + failure.getMessage());
          code = failure.code();
        }
      }
    }
    applied.put(name, new Applied(fingerprints, overridden, failed));
    unloadOthers(name, fingerprints.keySet(), failures.isEmpty());
    if (!failures.isEmpty()) {
      throw new ServingException(code, String.join("; ", failures));
    }
  }

  private boolean isReady(String name, String version) {
    return models.model(name, version).map(ModelStatus::ready).orElse(false);
  }

  private ModelSpec spec(String name, ModelDirectory.Version version) {
    return new ModelSpec(
        new ModelId(name, version.version()), null, version::files, Map.of(), execution());
  }

  /**
   * @param readyToo false to leave those that answer
   */
  private void unloadOthers(String name, Set<String> wanted, boolean readyToo)
      throws InterruptedException {
    for (ModelStatus status : models.versions(name)) {
      if (!wanted.contains(status.id().version()) && (readyToo || !status.ready())) {
        models.unload(status.id());
      }
    }
  }

  /** Unloads a model and returns which versions there were. */
  List<String> unload(String name) throws InterruptedException {
    List<String> versions = new ArrayList<>();
    for (ModelStatus status : models.versions(name)) {
      models.unload(status.id());
      versions.add(status.id().version());
    }
    applied.remove(name);
    return versions;
  }
}
