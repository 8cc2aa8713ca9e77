// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.inference;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an {@link InferenceRequest}. Owns its output tensors; whoever receives it closes it
 * once the bytes are written.
 *
 * @param modelVersion the version that answered
 * @param id the request's
 */
public record InferenceResponse(
    String modelName,
    String modelVersion,
    @Nullable String id,
    Map<String, Parameter> parameters,
    List<NamedTensor> outputs)
    implements AutoCloseable {
  public InferenceResponse {
    Objects.requireNonNull(modelName, "modelName");
    Objects.requireNonNull(modelVersion, "modelVersion");
    parameters = Map.copyOf(parameters);
    outputs = List.copyOf(outputs);
  }

  /** Releases the outputs. */
  @Override
  public void close() {
    NamedTensor.closeAll(outputs);
  }
}
