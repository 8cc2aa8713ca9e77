// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.repository.LoadRequest.FileOverride;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model directory made of the files that came with a load request. It goes away with {@link
 * #close()}; what is loaded stays.
 */
final class Upload implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Upload.class);
  private static final int MAX_DEPTH = 8;

  /** Of file names on every common file system. */
  private static final int MAX_NAME_BYTES = 255;

  private final Path directory;

  private Upload(Path directory) {
    this.directory = directory;
  }

  /**
   * @param parent where the directory is made
   * @throws ServingException INVALID_ARGUMENT if a file's path or content is not what it must be,
   *     INTERNAL if it can't be written
   */
  static Upload of(Path parent, List<FileOverride> files) {
    Upload upload;
    try {
      Files.createDirectories(parent);
      upload = new Upload(Files.createTempDirectory(parent, "model-"));
    } catch (IOException e) {
      throw failed(e);
    }
    boolean good = false;
    try {
      for (FileOverride file : files) {
        upload.write(file);
      }
      good = true;
      return upload;
    } catch (IOException e) {
      throw failed(e);
    } finally {
      if (!good) {
        upload.close();
      }
    }
  }

  /** Without the place on this machine, which is not the client's business. */
  private static ServingException failed(IOException e) {
    String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return new ServingException(
        ErrorCode.INTERNAL,
        "cannot keep the model's files: "
            + (reason == null ? e.getClass().getSimpleName() : reason),
        e);
  }

  Path directory() {
    return directory;
  }

  private void write(FileOverride file) throws IOException {
    checkPath(file.path());
    Path path = directory.resolve(file.path());
    try {
      Files.createDirectories(path.getParent());
    } catch (FileAlreadyExistsException _) {
      throw ServingException.invalid(
          "'file:%s' is below another file of the request".formatted(file.path()));
    }
    if (Files.isDirectory(path)) {
      throw ServingException.invalid(
          "'file:%s' is above another file of the request".formatted(file.path()));
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
      file.content().writeTo(out);
    }
  }

  private static void checkPath(String path) {
    String[] parts = path.split("/", -1);
    boolean good = parts.length <= MAX_DEPTH && path.indexOf('\\') < 0 && path.indexOf('\0') < 0;
    for (String part : parts) {
      good = good && !part.isEmpty() && !part.equals(".") && !part.equals("..");
      good = good && part.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES;
    }
    if (!good) {
      throw ServingException.invalid(
          "'file:%s' is no path inside the model (expected: such as file:1/model.onnx)"
              .formatted(path));
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      log.warn("cannot delete {}: {}", directory, e.toString());
    }
  }
}
