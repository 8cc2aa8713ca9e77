// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says of an input or output. Shapes are without the batch dimension.
 *
 * @param datatype null to take the model file's
 * @param dims null to take the model file's
 * @param reshape what the model itself takes or gives instead of {@code dims}; null if the same
 * @param labelFilename of an output, a file with a label per line; empty if there is none
 */
public record TensorConfig(
    String name,
    @Nullable DataType datatype,
    @Nullable Shape dims,
    @Nullable Shape reshape,
    String labelFilename) {
  public TensorConfig {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(labelFilename, "labelFilename");
  }
}
