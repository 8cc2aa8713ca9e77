// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.Shape;
import java.time.Duration;

/**
 * What a model's configuration demands of its requests beyond its signature. Pure.
 *
 * @param maxBatchSize the largest first dimension; 0 if the first dimension is no batch
 * @param queueTimeout how long a request may wait; zero for any time
 */
public record Admission(int maxBatchSize, Duration queueTimeout) {
  /** Asks nothing. */
  public static final Admission NONE = new Admission(0, Duration.ZERO);

  /**
   * The request with the deadline it has here.
   *
   * @throws ServingException INVALID_ARGUMENT if its batch does not fit; it is the caller's still
   */
  public InferenceRequest admit(InferenceRequest request, long nowNanos) {
    if (maxBatchSize > 0) {
      checkBatch(request);
    }
    if (queueTimeout.isZero()) {
      return request;
    }
    Deadline own = request.deadline();
    Deadline ours = Deadline.after(queueTimeout, nowNanos);
    if (own.bounded() && own.nanoTime() - ours.nanoTime() <= 0) {
      return request;
    }
    return request.withDeadline(ours);
  }

  private void checkBatch(InferenceRequest request) {
    long batch = -1;
    for (NamedTensor input : request.inputs()) {
      Shape shape = input.tensor().shape();
      if (shape.rank() == 0) {
        continue; // the signature refuses it
      }
      long size = shape.dim(0);
      if (size > maxBatchSize) {
        throw ServingException.invalid(
            "input '%s' of model '%s' has a batch of %d (expected: at most %d, its max_batch_size)"
                .formatted(input.name(), request.modelName(), size, maxBatchSize));
      }
      if (batch >= 0 && size != batch) {
        throw ServingException.invalid(
            "input '%s' of model '%s' has a batch of %d (expected: %d, as the inputs before it)"
                .formatted(input.name(), request.modelName(), size, batch));
      }
      batch = size;
    }
  }
}
