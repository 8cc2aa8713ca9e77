// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec;

import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.transport.memory.PooledTensorAllocator;

/** Knows how many of its tensors are not closed yet. For one thread. */
public final class CountingAllocator implements TensorAllocator {
  private final PooledTensorAllocator pool;
  private int open;
  private int allocated;

  public CountingAllocator() {
    this(1 << 24);
  }

  public CountingAllocator(long maxTensorBytes) {
    this.pool = new PooledTensorAllocator(maxTensorBytes);
  }

  @Override
  public Tensor allocate(DataType datatype, Shape shape, long byteSize) {
    Tensor tensor = pool.allocate(datatype, shape, byteSize);
    open++;
    allocated++;
    return Tensor.unfilled(
        datatype,
        shape,
        tensor.data(),
        () -> {
          open--;
          tensor.close();
        });
  }

  public int open() {
    return open;
  }

  public int allocated() {
    return allocated;
  }
}
