// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.slipway.api.tensor.BytesLayout;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** BYTES to ONNX strings and back, byte for byte: ONNX Runtime does not look at their encoding. */
final class StringTensors {
  private static final ValueLayout.OfInt LENGTH =
      JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private StringTensors() {}

  /** Fills the string tensor {@code value} with the elements of {@code source}. */
  static void fill(OrtApi api, long value, Tensor source, MemorySegment out) throws OrtException {
    MemorySegment data = source.data();
    long elements = source.elementCount();
    long offset = 0;
    for (long i = 0; i < elements; i++) {
      long length = BytesLayout.length(data, offset);
      offset += LENGTH.byteSize();
      api.call(
          OrtFunction.GET_RESIZED_STRING_TENSOR_ELEMENT_BUFFER, value, i, length, out.address());
      MemorySegment.copy(data, offset, memory(out.get(JAVA_LONG, 0), length), 0, length);
      offset += length;
    }
  }

  /** The elements of the string tensor {@code value}. */
  static Tensor read(OrtApi api, long value, Shape shape, TensorAllocator allocator, Arena arena)
      throws OrtException {
    long elements = shape.elementCount();
    MemorySegment out = arena.allocate(JAVA_LONG);
    api.call(OrtFunction.GET_STRING_TENSOR_DATA_LENGTH, value, out.address());
    long length = out.get(JAVA_LONG, 0);
    MemorySegment content = arena.allocate(Math.max(1, length));
    MemorySegment offsets = arena.allocate(JAVA_LONG, Math.max(1, elements));
    if (elements > 0) {
      api.call(
          OrtFunction.GET_STRING_TENSOR_CONTENT,
          value,
          content.address(),
          length,
          offsets.address(),
          elements);
    }
    Tensor result =
        allocator.allocate(DataType.BYTES, shape, length + elements * LENGTH.byteSize());
    MemorySegment target = result.data();
    long position = 0;
    for (long i = 0; i < elements; i++) {
      long start = offsets.getAtIndex(JAVA_LONG, i);
      long end = i + 1 < elements ? offsets.getAtIndex(JAVA_LONG, i + 1) : length;
      target.set(LENGTH, position, Math.toIntExact(end - start));
      position += LENGTH.byteSize();
      MemorySegment.copy(content, start, target, position, end - start);
      position += end - start;
    }
    return result;
  }

  @SuppressWarnings("restricted")
  private static MemorySegment memory(long address, long length) {
    return MemorySegment.ofAddress(address).reinterpret(length);
  }
}
