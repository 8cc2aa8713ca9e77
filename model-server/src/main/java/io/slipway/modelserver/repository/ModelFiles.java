// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.modelserver.config.ModelConfig;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a version lies on disk.
 *
 * @param path the model's file, or the directory of this version
 * @param directory what belongs to all versions of the model, such as labels
 * @param format what its settings say of the model's format; null if they say nothing
 * @param config null if there is none: then the model is served as its file says
 */
public record ModelFiles(
    Path path, Path directory, @Nullable String format, @Nullable ModelConfig config) {
  public ModelFiles {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(directory, "directory");
  }

  /** A model without a configuration. */
  public static ModelFiles of(Path path) {
    return new ModelFiles(path, path, null, null);
  }
}
