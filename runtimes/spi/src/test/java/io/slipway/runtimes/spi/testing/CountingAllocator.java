// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.spi.testing;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicLong;

/** Native tensors, and a count of those that nobody has closed. Memory that is closed is gone. */
public final class CountingAllocator implements TensorAllocator {
  private final AtomicLong open = new AtomicLong();
  private final AtomicLong total = new AtomicLong();
  private final long maxTensorBytes;

  public CountingAllocator() {
    this(Long.MAX_VALUE);
  }

  public CountingAllocator(long maxTensorBytes) {
    this.maxTensorBytes = maxTensorBytes;
  }

  @Override
  public Tensor allocate(DataType datatype, Shape shape, long byteSize) {
    if (byteSize > maxTensorBytes) {
      throw new ServingException(
          ErrorCode.TOO_LARGE,
          "a tensor of %d bytes (limit: %d)".formatted(byteSize, maxTensorBytes));
    }
    Arena arena = Arena.ofShared();
    open.incrementAndGet();
    total.incrementAndGet();
    return Tensor.unfilled(
        datatype,
        shape,
        arena.allocate(byteSize, 8),
        () -> {
          arena.close();
          open.decrementAndGet();
        });
  }

  /** How many tensors are not closed. */
  public long open() {
    return open.get();
  }

  /** How many tensors there ever were. */
  public long total() {
    return total.get();
  }
}
