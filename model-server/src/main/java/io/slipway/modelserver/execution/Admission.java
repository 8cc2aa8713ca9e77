// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.Shape;

/** What a model's configuration demands of its requests beyond its signature. Pure. */
public final class Admission {
  /** Asks nothing. */
  public static final Admission NONE = new Admission(0, PriorityLevels.NONE, QueuePolicies.NONE);

  private final int maxBatchSize;
  private final PriorityLevels levels;
  private final QueuePolicies policies;
  private final boolean rejects;

  /**
   * @param maxBatchSize the largest first dimension; 0 if the first dimension is no batch
   * @param policies how long requests of a level may wait
   */
  public Admission(int maxBatchSize, PriorityLevels levels, QueuePolicies policies) {
    this.maxBatchSize = maxBatchSize;
    this.levels = levels;
    this.policies = policies;
    this.rejects = policies.rejects();
  }

  public int maxBatchSize() {
    return maxBatchSize;
  }

  /**
   * The request with the deadline it has here.
   *
   * @throws ServingException INVALID_ARGUMENT if its batch does not fit, or its priority is none;
   *     it is the caller's still
   */
  public InferenceRequest admit(InferenceRequest request, long nowNanos) {
    if (maxBatchSize > 0) {
      checkBatch(request);
    }
    if (!rejects) {
      return request;
    }
    Deadline ours = policies.of(levels.of(request)).rejection(nowNanos);
    Deadline earlier = request.deadline().earlier(ours);
    return earlier.equals(request.deadline()) ? request : request.withDeadline(earlier);
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
