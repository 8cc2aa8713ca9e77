// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.spi;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * An engine. Found by {@link java.util.ServiceLoader}; its constructor does no work, so that an
 * engine that is present but unused costs nothing. Thread-safe.
 */
public interface RuntimeProvider {
  /** A short stable name, e.g. {@code onnx}. */
  String name();

  /** Model formats as in an InferenceService's {@code modelFormat.name}, lower case. */
  Set<String> formats();

  /**
   * The model file of this engine at {@code path}: {@code path} itself if it is a file this engine
   * reads, or the one such file directly inside it if it is a directory. Looks at names only.
   *
   * @throws io.slipway.api.error.ServingException INVALID_ARGUMENT if a directory holds several
   */
  Optional<Path> findModel(Path path);

  /** How a Triton model configuration means this engine. */
  default TritonNames tritonNames() {
    return TritonNames.NONE;
  }

  /**
   * Whether a fault of the engine's native code is rare enough to share a process with everything
   * else.
   */
  boolean safeInProcess();

  /**
   * Loads a model; blocks while it does. The caller closes the result.
   *
   * @throws io.slipway.api.error.ServingException INVALID_ARGUMENT if the file is not a model that
   *     this engine can run (the message names the file and the reason), NOT_FOUND if it is missing
   */
  LoadedModel load(ModelSource source, LoadContext context);
}
