// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import java.lang.foreign.MemorySegment;

/** Tensors in Netty's pooled native memory. */
public final class PooledTensorAllocator implements TensorAllocator {
  private final long maxTensorBytes;

  /**
   * @param maxTensorBytes the largest tensor that is handed out
   */
  public PooledTensorAllocator(long maxTensorBytes) {
    if (maxTensorBytes < 1 || maxTensorBytes > Integer.MAX_VALUE - 64) {
      throw new IllegalArgumentException(
          "maxTensorBytes: "
              + maxTensorBytes
              + " (expected: 1 to "
              + (Integer.MAX_VALUE - 64)
              + ")");
    }
    this.maxTensorBytes = maxTensorBytes;
  }

  @Override
  public Tensor allocate(DataType datatype, Shape shape, long byteSize) {
    if (byteSize < 0 || byteSize > maxTensorBytes) {
      throw new ServingException(
          ErrorCode.TOO_LARGE,
          "a %s tensor of shape %s needs %d bytes (limit: %d)"
              .formatted(datatype, shape, byteSize, maxTensorBytes));
    }
    int size = (int) byteSize;
    ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(Math.max(1, size));
    MemorySegment data = MemorySegment.ofBuffer(buffer.nioBuffer(0, size));
    return Tensor.unfilled(datatype, shape, data, buffer::release);
  }
}
