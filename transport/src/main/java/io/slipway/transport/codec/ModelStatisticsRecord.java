// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec;

import java.util.List;

/**
 * What a model version has done since it was loaded, as Triton's statistics extension tells it.
 *
 * @param lastInferenceMillis wall-clock time of the end of the last run, 0 if there was none
 * @param inferenceCount batch items that were run
 * @param executionCount runs
 * @param cacheHit answers from the response cache
 * @param cacheMiss requests that the response cache had no answer to
 */
public record ModelStatisticsRecord(
    String name,
    String version,
    long lastInferenceMillis,
    long inferenceCount,
    long executionCount,
    Times times,
    Duration cacheHit,
    Duration cacheMiss,
    List<Batch> batches) {
  public ModelStatisticsRecord {
    batches = List.copyOf(batches);
  }

  /** How often something was done, and how long it took all together. */
  public record Duration(long count, long nanos) {
    public static final Duration NONE = new Duration(0, 0);
  }

  /** Of requests: those that succeeded and failed, and the parts of those that succeeded. */
  public record Times(
      Duration success,
      Duration fail,
      Duration queue,
      Duration computeInput,
      Duration computeInfer,
      Duration computeOutput) {}

  /** Of runs with a batch of one size. */
  public record Batch(
      long size, Duration computeInput, Duration computeInfer, Duration computeOutput) {}
}
