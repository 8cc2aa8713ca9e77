// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How requests of several callers are put together into one run of the model. A model that is idle
 * runs a lone request at once, whatever this says; while it is busy, requests gather.
 *
 * @param maxBatchSize the most rows of one run; 0 if every request runs by itself
 * @param preferredSizes the rows that the model runs best with, ascending; may be empty
 * @param maxDelay how long a request may wait for others, counted from its arrival, if the model
 *     was busy then
 */
public record Batching(int maxBatchSize, List<Integer> preferredSizes, Duration maxDelay) {
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
    if (maxDelay.isNegative()) {
      throw new IllegalArgumentException("maxDelay: " + maxDelay + " (expected: >= 0)");
    }
  }

  /** Whether requests of several callers may run together. */
  public boolean together() {
    return maxBatchSize > 1;
  }
}
