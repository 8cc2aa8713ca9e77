// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.testing;

import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/** Knows how many of its tensors are not closed yet. Thread-safe. */
public final class CountedMemory implements TensorAllocator {
  private final AtomicInteger open = new AtomicInteger();

  @Override
  public Tensor allocate(DataType datatype, Shape shape, long byteSize) {
    open.incrementAndGet();
    byte[] memory = new byte[Math.toIntExact(byteSize)];
    return Tensor.unfilled(datatype, shape, MemorySegment.ofArray(memory), open::decrementAndGet);
  }

  public int open() {
    return open.get();
  }
}
