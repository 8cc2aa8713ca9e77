// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.config.MlserverSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The models of some repositories at one moment, by name. Reading blocks.
 *
 * @param places where each is; more than one if several repositories have the name
 * @param unfit directories whose name no URL can carry
 */
record RepositoryScan(Map<String, List<Path>> places, List<Path> unfit) {
  /**
   * @param named models that are in no repository
   * @throws ServingException NOT_FOUND if a repository is not there
   */
  static RepositoryScan of(List<Path> roots, Map<String, Path> named) {
    Map<String, List<Path>> places = new TreeMap<>();
    List<Path> unfit = new ArrayList<>();
    named.forEach((name, path) -> places.put(name, List.of(path)));
    for (Path root : roots) {
      if (!Files.isDirectory(root)) {
        throw new ServingException(
            ErrorCode.NOT_FOUND, "model repository not found: " + root + " is not a directory");
      }
      for (Path directory : ModelDirectory.directories(root)) {
        String name = name(directory);
        if (ModelNames.isValid(name)) {
          List<Path> before = places.getOrDefault(name, List.of());
          List<Path> all = new ArrayList<>(before);
          all.add(directory);
          places.put(name, List.copyOf(all));
        } else {
          unfit.add(directory);
        }
      }
    }
    return new RepositoryScan(places, unfit);
  }

  /** MLServer's settings name their model; else it is the directory's name. */
  private static String name(Path directory) {
    String own = String.valueOf(directory.getFileName());
    Path settings = directory.resolve(ModelDirectory.MLSERVER_SETTINGS);
    if (Files.exists(directory.resolve(ModelDirectory.TRITON_CONFIG)) || !Files.exists(settings)) {
      return own;
    }
    try {
      @Nullable String given = MlserverSettings.readFile(settings).name();
      return given == null ? own : given;
    } catch (ServingException _) {
      return own; // told when it is loaded
    }
  }

  /** The one place of a model, null if there is none. */
  @Nullable Path place(String name) {
    List<Path> all = places.getOrDefault(name, List.of());
    if (all.size() > 1) {
      throw new ServingException(ErrorCode.CONFLICT, ambiguous(all));
    }
    return all.isEmpty() ? null : all.getFirst();
  }

  static String ambiguous(List<Path> all) {
    return "the model is in several places: " + all;
  }
}
