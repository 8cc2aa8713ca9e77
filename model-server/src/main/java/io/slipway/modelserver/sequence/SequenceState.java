// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sequence;

import io.slipway.api.tensor.Tensor;
import java.util.List;

/**
 * The state of one sequence between its requests; empty before the first. Owns its tensors. Used by
 * one thread at a time: the worker that runs a request of the sequence, or who ends the sequence,
 * under the scheduler's lock.
 */
final class SequenceState implements AutoCloseable {
  private List<Tensor> tensors = List.of();

  /** In the order of the configuration; borrowed. */
  List<Tensor> tensors() {
    return tensors;
  }

  /** Takes these over, and gives those before back. */
  void replace(List<Tensor> next) {
    close();
    tensors = List.copyOf(next);
  }

  @Override
  public void close() {
    tensors.forEach(Tensor::close);
    tensors = List.of();
  }
}
