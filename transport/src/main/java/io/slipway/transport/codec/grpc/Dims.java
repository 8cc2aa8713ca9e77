// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import java.util.Arrays;

/** The dimensions of a shape while they are read; {@code repeated int64}, packed or not. */
final class Dims {
  private long[] dims = new long[4];
  private int rank;

  void add(long dim) {
    if (rank == dims.length) {
      dims = Arrays.copyOf(dims, 2 * rank);
    }
    dims[rank++] = dim;
  }

  void readPacked(ProtoReader in) {
    int outer = in.enter();
    while (!in.atEnd()) {
      add(in.readVarint());
    }
    in.leave(outer);
  }

  long[] toArray() {
    return Arrays.copyOf(dims, rank);
  }
}
