// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec;

import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.BytesLayout;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.transport.memory.RequestBody;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Tensors whose bytes stand in a message just as they stand in memory. */
public final class TensorBytes {
  private TensorBytes() {}

  /**
   * The tensor whose bytes are a part of {@code body}: that very memory where it is native and
   * aligned to the element size, else an aligned copy. The caller owns the tensor; the body may be
   * closed.
   *
   * @param label names the tensor in messages: {@code input 'x'}
   * @throws ServingException INVALID_ARGUMENT if the part is not what datatype and shape say
   */
  public static Tensor tensor(
      RequestBody body,
      Part part,
      DataType datatype,
      Shape shape,
      String label,
      TensorAllocator allocator) {
    MemorySegment bytes = body.bytes().asSlice(part.offset(), part.length());
    check(bytes, datatype, shape, label);
    int alignment = Math.max(1, datatype.byteSize());
    if (bytes.isNative() && bytes.address() % alignment == 0) {
      RequestBody reference = body.retain();
      return Tensor.unfilled(datatype, shape, bytes, reference::close);
    }
    Tensor copy = allocator.allocate(datatype, shape, part.length());
    MemorySegment.copy(bytes, 0, copy.data(), 0, part.length());
    return copy;
  }

  /** A part of a message. */
  public record Part(int offset, int length) {}

  /**
   * @throws ServingException INVALID_ARGUMENT unless {@code bytes} are a tensor of this datatype
   *     and shape, naming {@code label}
   */
  public static void check(MemorySegment bytes, DataType datatype, Shape shape, String label) {
    long elements = shape.elementCount();
    if (datatype == DataType.BYTES) {
      try {
        BytesLayout.check(bytes, elements);
      } catch (IllegalArgumentException e) {
        throw ServingException.invalid(label + ": " + e.getMessage());
      }
      return;
    }
    boolean countable = elements <= Long.MAX_VALUE / Long.BYTES;
    if (!countable || elements * datatype.byteSize() != bytes.byteSize()) {
      String expected = countable ? elements * datatype.byteSize() + " bytes" : "far more";
      throw ServingException.invalid(
          "%s has %d bytes of data (expected: %s for %s of shape %s)"
              .formatted(label, bytes.byteSize(), expected, datatype, shape));
    }
    if (datatype == DataType.BOOL) {
      for (long i = 0; i < elements; i++) {
        byte value = bytes.get(ValueLayout.JAVA_BYTE, i);
        if ((value & ~1) != 0) {
          throw ServingException.invalid(
              "%s: element %d is the byte %d (expected: 0 or 1 for BOOL)"
                  .formatted(label, i, value & 0xFF));
        }
      }
    }
  }
}
