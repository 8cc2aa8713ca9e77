// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.model;

import io.slipway.api.tensor.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a model takes and gives, in the model's own order.
 *
 * @param platform the name of its kind on the wire, as Triton has them ({@code onnxruntime_onnx})
 * @param labels what the elements of an output stand for, by the name of the output
 */
public record ModelSignature(
    String platform,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    Map<String, List<String>> labels) {
  public ModelSignature {
    Objects.requireNonNull(platform, "platform");
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    labels = Map.copyOf(labels);
  }

  /** One without labels. */
  public ModelSignature(String platform, List<TensorSpec> inputs, List<TensorSpec> outputs) {
    this(platform, inputs, outputs, Map.of());
  }

  public @Nullable TensorSpec input(String name) {
    return find(inputs, name);
  }

  public @Nullable TensorSpec output(String name) {
    return find(outputs, name);
  }

  /** What an element of an output stands for; null if nobody says. */
  public @Nullable String label(String output, int index) {
    List<String> all = labels.get(output);
    return all == null || index >= all.size() ? null : all.get(index);
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
