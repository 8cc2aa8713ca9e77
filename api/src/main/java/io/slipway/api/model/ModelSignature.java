// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.model;

import io.slipway.api.tensor.TensorSpec;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a model takes and gives, in the model's own order.
 *
 * @param platform the name of its kind on the wire, as Triton has them ({@code onnxruntime_onnx})
 */
public record ModelSignature(String platform, List<TensorSpec> inputs, List<TensorSpec> outputs) {
  public ModelSignature {
    Objects.requireNonNull(platform, "platform");
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  public @Nullable TensorSpec input(String name) {
    return find(inputs, name);
  }

  public @Nullable TensorSpec output(String name) {
    return find(outputs, name);
  }

  private static @Nullable TensorSpec find(List<TensorSpec> specs, String name) {
    for (TensorSpec spec : specs) {
      if (spec.name().equals(name)) {
        return spec;
      }
    }
    return null;
  }
}
