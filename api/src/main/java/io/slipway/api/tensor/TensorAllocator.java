// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.tensor;

/** Where codecs and engines get the memory of new tensors. Thread-safe. */
public interface TensorAllocator {
  /**
   * A tensor of {@code byteSize} bytes whose content is undefined, to be filled and then closed by
   * the caller. The memory is native and aligned to at least 8 bytes. For BYTES the caller must
   * fill in a valid layout before anyone reads it.
   *
   * @throws io.slipway.api.error.ServingException TOO_LARGE or RESOURCE_EXHAUSTED if the size is
   *     over the allocator's limit
   */
  Tensor allocate(DataType datatype, Shape shape, long byteSize);

  /** As above for the fixed-size datatypes, where the size follows from the shape. */
  default Tensor allocate(DataType datatype, Shape shape) {
    if (!datatype.isFixedSize()) {
      throw new IllegalArgumentException("BYTES has no fixed size");
    }
    return allocate(datatype, shape, Math.multiplyExact(shape.elementCount(), datatype.byteSize()));
  }
}
