// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.padding;

import io.slipway.api.tensor.Shape;
import java.lang.foreign.MemorySegment;

/**
 * Copies what two row-major arrays of elements of one size have in common: as much of each
 * dimension as is in both.
 */
final class BoxCopy {
  private final long[] common;
  private final long[] fromStrides;
  private final long[] toStrides;

  /** The dimension from which on the common part lies in one piece in both. */
  private final int run;

  private BoxCopy(long[] common, long[] fromStrides, long[] toStrides, int run) {
    this.common = common;
    this.fromStrides = fromStrides;
    this.toStrides = toStrides;
    this.run = run;
  }

  /** The shapes are of one rank, at least 1. */
  static BoxCopy between(Shape from, Shape to, int elementBytes) {
    int rank = from.rank();
    long[] common = new long[rank];
    long[] fromStrides = new long[rank];
    long[] toStrides = new long[rank];
    long fromStride = elementBytes;
    long toStride = elementBytes;
    int run = rank - 1;
    boolean whole = true;
    for (int i = rank - 1; i >= 0; i--) {
      common[i] = Math.min(from.dim(i), to.dim(i));
      fromStrides[i] = fromStride;
      toStrides[i] = toStride;
      if (whole) {
        run = i;
      }
      whole = whole && from.dim(i) == to.dim(i);
      fromStride *= from.dim(i);
      toStride *= to.dim(i);
    }
    return new BoxCopy(common, fromStrides, toStrides, run);
  }

  void copy(MemorySegment from, long fromOffset, MemorySegment to, long toOffset) {
    copy(0, from, fromOffset, to, toOffset);
  }

  private void copy(
      int dimension, MemorySegment from, long fromOffset, MemorySegment to, long toOffset) {
    if (dimension == run) {
      MemorySegment.copy(from, fromOffset, to, toOffset, common[run] * fromStrides[run]);
      return;
    }
    for (long i = 0; i < common[dimension]; i++) {
      copy(
          dimension + 1,
          from,
          fromOffset + i * fromStrides[dimension],
          to,
          toOffset + i * toStrides[dimension]);
    }
  }
}
