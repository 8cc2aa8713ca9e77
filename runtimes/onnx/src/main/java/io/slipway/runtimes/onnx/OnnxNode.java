// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import io.slipway.api.tensor.TensorSpec;
import java.util.List;

/**
 * An input or output as the model file has it.
 *
 * @param ranked false if the file says nothing of the shape, not even the number of dimensions
 * @param symbols per dimension the name of its size, empty if it has none
 */
record OnnxNode(TensorSpec spec, boolean ranked, List<String> symbols) {
  OnnxNode {
    symbols = List.copyOf(symbols);
  }
}
