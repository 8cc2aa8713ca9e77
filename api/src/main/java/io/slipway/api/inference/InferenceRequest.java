// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.inference;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One prediction to make. Owns its input tensors; immutable otherwise, and owned by one thread at a
 * time.
 *
 * @param modelVersion null for the version that the model's policy picks
 * @param id the caller's, echoed in the answer
 * @param outputs empty for all outputs of the model
 * @param watch told when it ran; null if nobody asks
 */
public record InferenceRequest(
    String modelName,
    @Nullable String modelVersion,
    @Nullable String id,
    Map<String, Parameter> parameters,
    List<NamedTensor> inputs,
    List<RequestedOutput> outputs,
    Deadline deadline,
    @Nullable RunWatch watch)
    implements AutoCloseable {
  public InferenceRequest {
    Objects.requireNonNull(modelName, "modelName");
    parameters = Map.copyOf(parameters);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    Objects.requireNonNull(deadline, "deadline");
  }

  /** One that nobody watches. */
  public InferenceRequest(
      String modelName,
      @Nullable String modelVersion,
      @Nullable String id,
      Map<String, Parameter> parameters,
      List<NamedTensor> inputs,
      List<RequestedOutput> outputs,
      Deadline deadline) {
    this(modelName, modelVersion, id, parameters, inputs, outputs, deadline, null);
  }

  /** The same request for a certain version; takes the inputs over from this one. */
  public InferenceRequest withModelVersion(String version) {
    return new InferenceRequest(
        modelName, version, id, parameters, inputs, outputs, deadline, watch);
  }

  /** The same request with other parameters; takes the inputs over from this one. */
  public InferenceRequest withParameters(Map<String, Parameter> others) {
    return new InferenceRequest(
        modelName, modelVersion, id, others, inputs, outputs, deadline, watch);
  }

  /** The same request with another deadline; takes the inputs over from this one. */
  public InferenceRequest withDeadline(Deadline other) {
    return new InferenceRequest(
        modelName, modelVersion, id, parameters, inputs, outputs, other, watch);
  }

  /** The same request, watched; takes the inputs over from this one. */
  public InferenceRequest withWatch(RunWatch other) {
    return new InferenceRequest(
        modelName, modelVersion, id, parameters, inputs, outputs, deadline, other);
  }

  /** Tells whoever watches; as {@link RunWatch#ran}. */
  public void ran(long queuedNanos, long begunNanos, long preparedNanos, long computedNanos) {
    if (watch != null) {
      watch.ran(queuedNanos, begunNanos, preparedNanos, computedNanos);
    }
  }

  /** Releases the inputs. */
  @Override
  public void close() {
    NamedTensor.closeAll(inputs);
  }
}
