// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.testing;

import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicInteger;

/** Memory for tensors, which are counted until they are released. Thread-safe. */
public final class OpenTensors implements TensorAllocator {
  private final AtomicInteger open = new AtomicInteger();

  @Override
  public Tensor allocate(DataType datatype, Shape shape, long byteSize) {
    open.incrementAndGet();
    return Tensor.unfilled(
        datatype, shape, Arena.ofAuto().allocate(byteSize, Long.BYTES), open::decrementAndGet);
  }

  /** Tensors that were allocated and not released. */
  public int open() {
    return open.get();
  }
}
