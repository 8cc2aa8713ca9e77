// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.inference;

import io.slipway.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * Another one over the same memory, as {@link Tensor#share}; the caller owns it.
   *
   * @throws IllegalStateException if the tensor is closed
   */
  public NamedTensor share() {
    return new NamedTensor(name, tensor.share(), parameters);
  }

  /** As {@link #share()}, of all of them. */
  public static List<NamedTensor> shareAll(List<NamedTensor> tensors) {
    List<NamedTensor> shares = new ArrayList<>(tensors.size());
    for (NamedTensor tensor : tensors) {
      shares.add(tensor.share());
    }
    return shares;
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
