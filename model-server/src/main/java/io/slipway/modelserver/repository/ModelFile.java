// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that belongs to all versions of a model. */
final class ModelFile {
  private ModelFile() {}

  /**
   * Its bytes.
   *
   * @param name below {@code directory}; it may be a link, but not out of there
   * @param label what the file is for, in messages
   * @throws ServingException NOT_FOUND if it can't be read, INVALID_ARGUMENT if it is outside of
   *     the directory or over {@code most} bytes
   */
  static byte[] read(Path directory, String name, int most, String label) {
    Path path = directory.resolve(name);
    byte[] bytes;
    try {
      if (!path.toRealPath().startsWith(directory.toRealPath())) {
        throw ServingException.invalid(
            "%s: %s is a link out of the model's directory".formatted(label, path));
      }
      try (InputStream in = Files.newInputStream(path)) {
        bytes = in.readNBytes(most + 1);
      }
    } catch (IOException e) {
      throw new ServingException(
          ErrorCode.NOT_FOUND, "%s: cannot read %s: %s".formatted(label, path, e), e);
    }
    if (bytes.length > most) {
      throw ServingException.invalid(
          "%s: %s is too large (limit: %d bytes)".formatted(label, path, most));
    }
    return bytes;
  }
}
