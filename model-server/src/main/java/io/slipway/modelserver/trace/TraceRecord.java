// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.trace;

import io.slipway.api.model.ModelId;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.modelserver.writing.WriteQueue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A trace that is complete.
 *
 * @param id counted from 1
 * @param requestId the caller's
 * @param account whose setting it was traced by: the files of each are counted by themselves
 * @param logFrequency of that setting
 * @param size what was reserved for it
 */
record TraceRecord(
    long id,
    ModelId model,
    @Nullable String requestId,
    List<Point> points,
    List<Content> tensors,
    String account,
    int logFrequency,
    long size)
    implements WriteQueue.Entry {
  /** When a point was passed, in nanoseconds of a monotonic clock. */
  record Point(String name, long nanos) {}

  /**
   * A copy of a tensor.
   *
   * @param data as in {@link io.slipway.api.tensor.Tensor#data}
   */
  record Content(String activity, String name, DataType datatype, Shape shape, byte[] data) {}
}
