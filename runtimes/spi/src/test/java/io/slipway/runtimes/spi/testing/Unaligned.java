// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.spi.testing;

import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import java.lang.foreign.MemorySegment;

/** Tensors one byte off every alignment, as they lie in a request's body. */
final class Unaligned {
  private Unaligned() {}

  static NamedTensor copyOf(TensorValue value, TensorAllocator allocator) {
    NamedTensor aligned = value.allocate(allocator);
    MemorySegment bytes = aligned.tensor().data();
    Tensor memory =
        allocator.allocate(DataType.UINT8, Shape.of(bytes.byteSize() + 1), bytes.byteSize() + 1);
    MemorySegment shifted = memory.data().asSlice(1);
    shifted.copyFrom(bytes);
    aligned.close();
    return new NamedTensor(
        value.name(), Tensor.of(value.datatype(), value.shape(), shifted, memory::close));
  }
}
