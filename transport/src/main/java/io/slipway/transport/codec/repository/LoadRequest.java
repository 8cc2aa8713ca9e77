// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.repository;

import io.slipway.api.error.ServingException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client says besides the name of the model to load.
 *
 * @param config the JSON of a model configuration that takes the place of the repository's; null if
 *     there is none
 * @param files files that take the place of the model's directory; none for the directory itself
 */
public record LoadRequest(@Nullable String config, List<FileOverride> files) {
  /** The model as the repository has it. */
  public static final LoadRequest PLAIN = new LoadRequest(null, List.of());

  /** What a parameter that brings a file begins with; the file's path follows. */
  public static final String FILE_PREFIX = "file:";

  /** The parameter that brings a configuration. */
  public static final String CONFIG = "config";

  /** The parameter of an unload that means dependent models too. */
  public static final String UNLOAD_DEPENDENTS = "unload_dependents";

  /** How many files a request may bring. */
  static final int MAX_FILES = 1000;

  /**
   * A file of the model.
   *
   * @param path relative to the model's directory, not checked: {@code 1/model.onnx}
   * @param content valid as long as the body that it came in, if that is a gRPC message
   */
  public record FileOverride(String path, Content content) {
    public FileOverride {
      Objects.requireNonNull(path, "path");
      Objects.requireNonNull(content, "content");
    }
  }

  /** A file's bytes. */
  @FunctionalInterface
  public interface Content {
    /**
     * @throws io.slipway.api.error.ServingException INVALID_ARGUMENT if the bytes can't be decoded
     */
    void writeTo(OutputStream out) throws IOException;
  }

  public LoadRequest {
    files = List.copyOf(files);
  }

  /**
   * Adds a file to those of a request.
   *
   * @param key of the parameter, with its prefix
   * @throws ServingException INVALID_ARGUMENT if there are too many
   */
  public static void add(List<FileOverride> files, String key, Content content) {
    if (files.size() == MAX_FILES) {
      throw ServingException.invalid("more than " + MAX_FILES + " files");
    }
    files.add(new FileOverride(key.substring(FILE_PREFIX.length()), content));
  }
}
