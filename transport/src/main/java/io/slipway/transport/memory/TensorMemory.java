// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.slipway.api.tensor.Tensor;
import java.nio.ByteBuffer;

/** The bytes of a tensor in native memory, as a buffer; its last release closes the tensor. */
final class TensorMemory extends UnpooledDirectByteBuf {
  private final Tensor tensor;

  private TensorMemory(Tensor tensor, ByteBuffer bytes) {
    super(UnpooledByteBufAllocator.DEFAULT, bytes, bytes.remaining());
    this.tensor = tensor;
  }

  /** Takes the tensor over. */
  static ByteBuf of(Tensor tensor) {
    return new TensorMemory(tensor, tensor.data().asByteBuffer());
  }

  @Override
  protected void deallocate() {
    super.deallocate();
    tensor.close();
  }
}
