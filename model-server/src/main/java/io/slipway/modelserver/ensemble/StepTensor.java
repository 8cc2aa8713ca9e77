// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.ensemble;

import io.slipway.api.tensor.Tensor;

/**
 * A tensor on its way from one step to those that use it. Each use takes it once: the last one the
 * tensor itself, those before it a share. For one thread at a time, but for what was taken.
 */
final class StepTensor {
  private final Tensor tensor;

  /** Uses that have not begun. */
  private int left;

  /** Takes the tensor over. */
  StepTensor(Tensor tensor, int uses) {
    this.tensor = tensor;
    this.left = uses;
    if (uses == 0) {
      tensor.close();
    }
  }

  /** The caller owns it. */
  Tensor take() {
    left--;
    return left == 0 ? tensor : tensor.share();
  }

  /** Nobody will take it any more. */
  void abandon() {
    if (left > 0) {
      left = 0;
      tensor.close();
    }
  }
}
