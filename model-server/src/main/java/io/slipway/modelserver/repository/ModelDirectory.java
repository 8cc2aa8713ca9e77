// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelId;
import io.slipway.modelserver.config.MlserverSettings;
import io.slipway.modelserver.config.ModelConfig;
import io.slipway.modelserver.config.VersionPolicy;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model as it lies on disk, and the versions that are served of it. There are four forms: a file;
 * a directory with one model file; Triton's, with a directory for each version, and perhaps a
 * {@code config.pbtxt}; MLServer's, with a {@code model-settings.json}. Reading blocks.
 *
 * @param name what the model's settings call it; null if they do not say
 * @param versions those that are served, lowest first; never empty
 */
public record ModelDirectory(@Nullable String name, List<Version> versions) {
  static final String TRITON_CONFIG = "config.pbtxt";
  static final String MLSERVER_SETTINGS = "model-settings.json";

  /** One version. */
  public record Version(String version, ModelFiles files) {}

  public ModelDirectory {
    versions = List.copyOf(versions);
  }

  /**
   * @throws ServingException NOT_FOUND if nothing is there, INVALID_ARGUMENT or NOT_IMPLEMENTED if
   *     its configuration is wrong or asks for what there is not
   */
  public static ModelDirectory read(Path path) {
    if (!Files.exists(path)) {
      throw new ServingException(ErrorCode.NOT_FOUND, "model file not found: " + path);
    }
    if (!Files.isDirectory(path)) {
      return new ModelDirectory(
          null, List.of(new Version(ModelId.FIRST_VERSION, ModelFiles.of(path))));
    }
    Path config = path.resolve(TRITON_CONFIG);
    if (Files.exists(config)) {
      return read(path, ModelConfig.readFile(config));
    }
    Path settings = path.resolve(MLSERVER_SETTINGS);
    if (Files.exists(settings)) {
      return read(path, MlserverSettings.readFile(settings));
    }
    return new ModelDirectory(null, versions(path, null, VersionPolicy.newest()));
  }

  /**
   * As {@link #read(Path)}, with this configuration whatever the directory has.
   *
   * @throws ServingException NOT_FOUND if nothing is there
   */
  public static ModelDirectory read(Path path, ModelConfig config) {
    if (!Files.exists(path)) {
      throw new ServingException(ErrorCode.NOT_FOUND, "model file not found: " + path);
    }
    if (!Files.isDirectory(path)) {
      Path directory = Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file's parent");
      ModelFiles files = new ModelFiles(path, directory, null, config);
      return new ModelDirectory(null, List.of(new Version(ModelId.FIRST_VERSION, files)));
    }
    return new ModelDirectory(
        config.name().isEmpty() ? null : config.name(),
        versions(path, config, config.versionPolicy()));
  }

  private static ModelDirectory read(Path path, MlserverSettings settings) {
    Path model = settings.uri().isEmpty() ? path : path.resolve(settings.uri());
    ModelFiles files = new ModelFiles(model, path, settings.format(), settings.config());
    return new ModelDirectory(
        settings.name(),
        List.of(
            new Version(
                Objects.requireNonNullElse(settings.version(), ModelId.FIRST_VERSION), files)));
  }

  private static List<Version> versions(
      Path directory, @Nullable ModelConfig config, VersionPolicy policy) {
    List<Long> present = new ArrayList<>();
    for (Path each : directories(directory)) {
      String name = String.valueOf(each.getFileName());
      if (isVersion(name)) {
        present.add(Long.parseLong(name));
      }
    }
    if (present.isEmpty()) {
      // the model's file lies beside its configuration
      ModelFiles files = new ModelFiles(directory, directory, null, config);
      return List.of(new Version(ModelId.FIRST_VERSION, files));
    }
    List<Version> versions = new ArrayList<>();
    for (Long number : policy.choose(present)) {
      String version = number.toString();
      versions.add(
          new Version(
              version, new ModelFiles(directory.resolve(version), directory, null, config)));
    }
    if (versions.isEmpty()) {
      present.sort(null);
      throw new ServingException(
          ErrorCode.NOT_FOUND,
          "%s has the versions %s (expected: %s, its version_policy)"
              .formatted(directory, present, policy.phrase()));
    }
    return versions;
  }

  /** A positive number without leading zeros, as in Triton. */
  static boolean isVersion(String name) {
    if (name.isEmpty() || name.length() > 18 || name.charAt(0) == '0') {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** The directories inside this one, hidden ones left out, sorted. */
  public static List<Path> directories(Path directory) {
    List<Path> directories = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry) && !String.valueOf(entry.getFileName()).startsWith(".")) {
          directories.add(entry);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new ServingException(ErrorCode.INTERNAL, "cannot read " + directory + ": " + e, e);
    }
    directories.sort(null);
    return directories;
  }
}
