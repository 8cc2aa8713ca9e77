// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How requests wait for a model, and which of them run together.
 *
 * @param maxBatchSize the most rows of one run; 0 if every request runs by itself
 * @param preferredSizes the rows that the model runs best with, ascending
 * @param maxDelayMicros how long a request may wait for others
 * @param preserveOrdering whether answers are given in the order of the requests
 * @param levels how many levels of priority there are; 0 for none
 * @param defaultLevel the level of a request that names none; 0 if there are none
 * @param policy of the levels that have none of their own
 */
public record DynamicBatching(
    int maxBatchSize,
    List<Integer> preferredSizes,
    long maxDelayMicros,
    boolean preserveOrdering,
    int levels,
    int defaultLevel,
    QueuePolicy policy,
    Map<Integer, QueuePolicy> levelPolicies) {
  /** Every request by itself. */
  public static final DynamicBatching NONE = of(0, 0);

  public DynamicBatching {
    preferredSizes = List.copyOf(preferredSizes);
    Objects.requireNonNull(policy, "policy");
    levelPolicies = Map.copyOf(levelPolicies);
  }

  /** Without anything but a size and a delay. */
  static DynamicBatching of(int maxBatchSize, long maxDelayMicros) {
    return new DynamicBatching(
        maxBatchSize, List.of(), maxDelayMicros, false, 0, 0, QueuePolicy.NONE, Map.of());
  }
}
