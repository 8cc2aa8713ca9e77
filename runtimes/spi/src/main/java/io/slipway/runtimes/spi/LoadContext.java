// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.spi;

import io.slipway.api.tensor.TensorAllocator;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What the server gives an engine.
 *
 * @param cacheDirectory where the engine may keep files across restarts, shared by processes
 * @param allocator for output tensors
 * @param threads how many threads one run may use, at least 1
 */
public record LoadContext(Path cacheDirectory, TensorAllocator allocator, int threads) {
  public LoadContext {
    Objects.requireNonNull(cacheDirectory, "cacheDirectory");
    Objects.requireNonNull(allocator, "allocator");
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads + " (expected: >= 1)");
    }
  }
}
