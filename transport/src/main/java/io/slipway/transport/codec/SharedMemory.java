// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec;

import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;

/** The memory that clients share with the server, as far as requests name it. Thread-safe. */
public interface SharedMemory {
  /**
   * A tensor with the bytes that {@code part} has now, which the caller owns. What the client does
   * to its memory afterwards does not show in it.
   *
   * @param label names the tensor in messages: {@code input 'x'}
   * @throws io.slipway.api.error.ServingException NOT_FOUND if there is no such region,
   *     INVALID_ARGUMENT if the part is not inside of it or not what datatype and shape say; what
   *     the allocator throws
   */
  Tensor read(
      SharedPart part, DataType datatype, Shape shape, String label, TensorAllocator allocator);
}
