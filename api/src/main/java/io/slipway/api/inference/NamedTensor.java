// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.inference;

import io.slipway.api.tensor.Tensor;
import java.util.Map;
import java.util.Objects;

/** An input or output as it travels. Owns its tensor: {@link #close()} closes it. */
public record NamedTensor(String name, Tensor tensor, Map<String, Parameter> parameters)
    implements AutoCloseable {
  public NamedTensor {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(tensor, "tensor");
    parameters = Map.copyOf(parameters);
  }

  public NamedTensor(String name, Tensor tensor) {
    this(name, tensor, Map.of());
  }

  @Override
  public void close() {
    tensor.close();
  }

  /** Closes all of them, also when one fails to. */
  static void closeAll(Iterable<NamedTensor> tensors) {
    RuntimeException failure = null;
    for (NamedTensor tensor : tensors) {
      try {
        tensor.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
