// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.cache;

import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tensors that several have at once, each in views of their own. Their memory is given back when
 * the last holder and the last view are gone. Thread-safe.
 */
final class SharedTensors {
  private final List<NamedTensor> tensors;

  /** The holders, and every tensor of every view that is open. */
  private final AtomicInteger uses;

  /** Takes the tensors over, for so many holders, each of whom calls {@link #release} once. */
  SharedTensors(List<NamedTensor> tensors, int holders) {
    this.tensors = List.copyOf(tensors);
    this.uses = new AtomicInteger(holders);
  }

  /** To be called by a holder; the caller owns the views. */
  List<NamedTensor> views() {
    uses.addAndGet(tensors.size());
    List<NamedTensor> views = new ArrayList<>(tensors.size());
    for (NamedTensor named : tensors) {
      Tensor tensor = named.tensor();
      views.add(
          new NamedTensor(
              named.name(),
              Tensor.unfilled(tensor.datatype(), tensor.shape(), tensor.data(), this::release),
              named.parameters()));
    }
    return views;
  }

  /** A holder lets go. */
  void release() {
    if (uses.decrementAndGet() == 0) {
      for (NamedTensor tensor : tensors) {
        tensor.close();
      }
    }
  }
}
