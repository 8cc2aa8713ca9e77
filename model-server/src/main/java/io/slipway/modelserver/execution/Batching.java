// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.modelserver.padding.Padding;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How requests of several callers are put together into one run of the model. A model that is idle
 * runs a lone request at once, whatever this says; while it is busy, requests gather.
 *
 * @param maxBatchSize the most rows of one run; 0 if every request runs by itself
 * @param preferredSizes the rows that the model runs best with, ascending; may be empty
 * @param maxDelay how long a request may wait for others, counted from its arrival, if the model
 *     was busy then
 * @param preserveOrdering whether answers are given in the order of the requests
 * @param policies how requests wait, also those that run by themselves
 * @param padding lets requests run together that are not of one shape; null if they do not
 */
public record Batching(
    int maxBatchSize,
    List<Integer> preferredSizes,
    Duration maxDelay,
    boolean preserveOrdering,
    QueuePolicies policies,
    @Nullable Padding padding) {
  /** Every request runs by itself. */
  public static final Batching NONE = new Batching(0, List.of(), Duration.ZERO);

  public Batching {
    if (maxBatchSize < 0) {
      throw new IllegalArgumentException("maxBatchSize: " + maxBatchSize + " (expected: >= 0)");
    }
    preferredSizes = List.copyOf(preferredSizes);
    int below = 0;
    for (int size : preferredSizes) {
      if (size <= below || size > maxBatchSize) {
        throw new IllegalArgumentException(
            "preferredSizes: %s (expected: ascending, from 1 to %d)"
                .formatted(preferredSizes, maxBatchSize));
      }
      below = size;
    }
    Objects.requireNonNull(maxDelay, "maxDelay");
    Objects.requireNonNull(policies, "policies");
    if (maxDelay.isNegative()) {
      throw new IllegalArgumentException("maxDelay: " + maxDelay + " (expected: >= 0)");
    }
  }

  /** Of one shape, in any order, waiting as long as it takes. */
  public Batching(int maxBatchSize, List<Integer> preferredSizes, Duration maxDelay) {
    this(maxBatchSize, preferredSizes, maxDelay, false, QueuePolicies.NONE, null);
  }

  /** With at most so many rows; preferred sizes above that are left out. */
  public Batching upTo(int size) {
    return size >= maxBatchSize
        ? this
        : new Batching(
            size,
            preferredSizes.stream().filter(each -> each <= size).toList(),
            maxDelay,
            preserveOrdering,
            policies,
            padding);
  }

  /** With requests of unequal shapes together, or not. */
  public Batching withPadding(@Nullable Padding other) {
    return new Batching(maxBatchSize, preferredSizes, maxDelay, preserveOrdering, policies, other);
  }

  /**
   * Checks that a model can run requests of several callers at once.
   *
   * @throws ServingException INVALID_ARGUMENT naming the input or output that is no batch
   */
  public void requireBatches(ModelSignature signature) {
    if (together()) {
      requireBatches("input", signature.inputs());
      requireBatches("output", signature.outputs());
    }
  }

  private static void requireBatches(String kind, List<TensorSpec> specs) {
    for (TensorSpec spec : specs) {
      if (spec.shape().rank() == 0 || spec.shape().dim(0) != -1) {
        throw ServingException.invalid(
            "requests are to run together, and %s '%s' has the shape %s (expected: a first dimension of any size, -1, for the batch; or no batching)"
                .formatted(kind, spec.name(), spec.shape()));
      }
    }
  }

  /** Whether requests of several callers may run together. */
  public boolean together() {
    return maxBatchSize > 1;
  }
}
