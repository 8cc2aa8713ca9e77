// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.ensemble;

import io.slipway.api.tensor.Tensor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A tensor on its way from one step to those that use it. Each use takes it once: the only one the
 * tensor itself, several a view each, whose memory is given back when the last of them is closed.
 * For one thread at a time, but for the views.
 */
final class StepTensor {
  private final Tensor tensor;

  /** Uses that have not ended. */
  private final AtomicInteger open;

  private final boolean alone;

  /** Uses that have not begun. */
  private int left;

  /** Takes the tensor over. */
  StepTensor(Tensor tensor, int uses) {
    this.tensor = tensor;
    this.open = new AtomicInteger(uses);
    this.alone = uses == 1;
    this.left = uses;
    if (uses == 0) {
      tensor.close();
    }
  }

  /** The caller owns it. */
  Tensor take() {
    left--;
    return alone
        ? tensor
        : Tensor.unfilled(tensor.datatype(), tensor.shape(), tensor.data(), () -> end(1));
  }

  /** Nobody will take it any more. */
  void abandon() {
    int uses = left;
    left = 0;
    if (uses > 0) {
      end(uses);
    }
  }

  private void end(int uses) {
    if (open.addAndGet(-uses) == 0) {
      tensor.close();
    }
  }
}
