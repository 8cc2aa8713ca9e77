// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.spi.testing;

import io.slipway.api.model.ModelSignature;
import java.nio.file.Path;
import java.util.List;

/**
 * A model of an engine and what it must answer, to the bit.
 *
 * @param inputs in the signature's order
 * @param outputs in the signature's order; two or more if the engine can have several
 */
public record ContractExample(
    Path model, ModelSignature signature, List<TensorValue> inputs, List<TensorValue> outputs) {
  public ContractExample {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
