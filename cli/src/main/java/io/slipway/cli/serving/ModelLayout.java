// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The three forms in which a model lies on disk: a file, a directory with one model file, and
 * Triton's {@code <version>/model.onnx} below the model's directory, of which the highest version
 * is served (as Triton does without a version policy).
 */
public final class ModelLayout {
  /** Where one version's file or directory is. */
  public record Version(String version, Path path) {}

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}|0");
  private static final String TRITON_CONFIG = "config.pbtxt";

  private ModelLayout() {}

  /**
   * @throws ServingException NOT_FOUND if nothing is there, NOT_IMPLEMENTED if a configuration is
   *     there that would be ignored
   */
  public static Version locate(Path path) {
    if (!Files.exists(path)) {
      throw new ServingException(ErrorCode.NOT_FOUND, "model file not found: " + path);
    }
    if (!Files.isDirectory(path)) {
      return new Version(ModelId.FIRST_VERSION, path);
    }
    if (Files.exists(path.resolve(TRITON_CONFIG))) {
      throw new ServingException(
          ErrorCode.NOT_IMPLEMENTED,
          path.resolve(TRITON_CONFIG)
              + " is not read yet; remove it to serve the model as its file says");
    }
    return latest(path).orElseGet(() -> new Version(ModelId.FIRST_VERSION, path));
  }

  /**
   * The models of a repository: its directories by name, hidden ones left out.
   *
   * @throws ServingException NOT_FOUND if there is no such directory, INTERNAL if it can't be read
   */
  public static List<Path> models(Path repository) {
    if (!Files.isDirectory(repository)) {
      throw new ServingException(
          ErrorCode.NOT_FOUND, "model repository not found: " + repository + " is not a directory");
    }
    return directories(repository).stream()
        .filter(each -> !name(each).startsWith("."))
        .sorted()
        .toList();
  }

  private static Optional<Version> latest(Path directory) {
    return directories(directory).stream()
        .filter(each -> NUMBER.matcher(name(each)).matches())
        .max(Comparator.comparingLong(each -> Long.parseLong(name(each))))
        .map(each -> new Version(name(each), each));
  }

  private static List<Path> directories(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(Files::isDirectory).toList();
    } catch (IOException e) {
      throw new ServingException(ErrorCode.INTERNAL, "cannot read " + directory + ": " + e, e);
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
