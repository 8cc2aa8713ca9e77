// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.modelserver.config.EnsembleConfig;
import io.slipway.modelserver.config.ModelConfig;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which models were loaded only because an ensemble needs them, and which go together with a model
 * that is unloaded. Thread-safe.
 */
final class Companions {
  /** By ensemble. */
  private final Map<String, Set<String>> brought = new ConcurrentHashMap<>();

  /** The steps of a model as its directory has it; none if it is no ensemble. */
  static List<EnsembleConfig.Step> steps(ModelDirectory directory) {
    List<EnsembleConfig.Step> steps = new ArrayList<>();
    for (ModelDirectory.Version version : directory.versions()) {
      ModelConfig config = version.files().config();
      EnsembleConfig ensemble = config == null ? null : config.ensemble();
      if (ensemble != null) {
        steps.addAll(ensemble.steps());
      }
    }
    return steps;
  }

  /** A model is loaded for an ensemble. */
  void bring(String ensemble, String model) {
    brought.computeIfAbsent(ensemble, _ -> ConcurrentHashMap.newKeySet()).add(model);
  }

  /** Somebody asked for this model itself. */
  void wanted(String model) {
    brought.values().forEach(models -> models.remove(model));
  }

  /**
   * What is to be unloaded together with a model, in this order: the ensembles that use it, then it
   * itself, then what was loaded for those and is used by no other ensemble.
   *
   * @param ensembles those that are READY, and what each uses
   */
  List<String> together(String model, Map<String, Set<String>> ensembles) {
    Set<String> gone = new LinkedHashSet<>();
    users(model, ensembles, gone);
    gone.add(model);
    for (String next = unused(gone, ensembles); !next.isEmpty(); next = unused(gone, ensembles)) {
      gone.add(next);
    }
    return List.copyOf(gone);
  }

  /** Ensembles that use the model, the outermost first. */
  private static void users(String model, Map<String, Set<String>> ensembles, Set<String> into) {
    ensembles.forEach((ensemble, uses) -> {
      if (uses.contains(model) && !into.contains(ensemble)) {
        users(ensemble, ensembles, into);
        into.add(ensemble);
      }
    });
  }

  /** A model that was brought along and that no ensemble but those that go uses; or empty. */
  private String unused(Set<String> gone, Map<String, Set<String>> ensembles) {
    for (String ensemble : gone) {
      for (String model : brought.getOrDefault(ensemble, Set.of())) {
        boolean used =
            ensembles.entrySet().stream()
                .anyMatch(each -> !gone.contains(each.getKey()) && each.getValue().contains(model));
        if (!gone.contains(model) && !used) {
          return model;
        }
      }
    }
    return "";
  }

  /** The model was unloaded. */
  void left(String model) {
    brought.remove(model);
    wanted(model);
  }
}
