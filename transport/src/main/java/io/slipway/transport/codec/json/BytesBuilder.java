// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.json;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Collects the bytes of a tensor whose size is not known beforehand. Grows with what was read, so
 * never beyond a small multiple of the message.
 */
public final class BytesBuilder {
  private static final int MAX_SIZE = Integer.MAX_VALUE - 64;

  private byte[] bytes = new byte[256];
  private MemorySegment segment = MemorySegment.ofArray(bytes);
  private int size;

  /** Appends one BYTES element: its length as a little-endian u32, then {@code content}. */
  public void appendElement(byte[] content, int offset, int length) {
    int at = reserve((long) Integer.BYTES + length);
    bytes[at] = (byte) length;
    bytes[at + 1] = (byte) (length >> 8);
    bytes[at + 2] = (byte) (length >> 16);
    bytes[at + 3] = (byte) (length >> 24);
    System.arraycopy(content, offset, bytes, at + Integer.BYTES, length);
  }

  /**
   * Makes room for {@code length} more bytes.
   *
   * @return where they begin in {@link #segment()}, which must be asked for again
   */
  public int reserve(long length) {
    long needed = size + length;
    if (needed > MAX_SIZE) {
      throw new ServingException(
          ErrorCode.TOO_LARGE, "a tensor needs %d bytes (limit: %d)".formatted(needed, MAX_SIZE));
    }
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_SIZE, Math.max(needed, 2L * bytes.length)));
      segment = MemorySegment.ofArray(bytes);
    }
    int at = size;
    size = (int) needed;
    return at;
  }

  /** All the memory reserved so far, and some more. */
  public MemorySegment segment() {
    return segment;
  }

  /** Copies everything into a tensor, which the caller owns. */
  public Tensor toTensor(DataType datatype, Shape shape, TensorAllocator allocator) {
    Tensor tensor = allocator.allocate(datatype, shape, size);
    MemorySegment.copy(bytes, 0, tensor.data(), ValueLayout.JAVA_BYTE, 0, size);
    return tensor;
  }
}
