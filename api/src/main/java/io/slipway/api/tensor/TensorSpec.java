// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.tensor;

import java.util.Objects;

/**
 * One input or output of a model's signature.
 *
 * @param shape -1 where any size is accepted; includes the batch dimension if there is one
 */
public record TensorSpec(String name, DataType datatype, Shape shape) {
  public TensorSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(datatype, "datatype");
    Objects.requireNonNull(shape, "shape");
  }
}
