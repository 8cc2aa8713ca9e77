// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The layout of BYTES elements in memory and on the wire: a little-endian u32 length before each
 * element's bytes (v2 protocol, binary tensor data extension).
 */
public final class BytesLayout {
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private BytesLayout() {}

  /**
   * @throws IllegalArgumentException unless {@code data} holds exactly {@code elements} elements
   */
  public static void check(MemorySegment data, long elements) {
    long offset = 0;
    long size = data.byteSize();
    for (long i = 0; i < elements; i++) {
      if (size - offset < Integer.BYTES) {
        throw new IllegalArgumentException(
            "BYTES data ends after %d of %d elements".formatted(i, elements));
      }
      long length = length(data, offset);
      offset += Integer.BYTES;
      if (size - offset < length) {
        throw new IllegalArgumentException(
            "BYTES element %d says it has %d bytes, only %d are left"
                .formatted(i, length, size - offset));
      }
      offset += length;
    }
    if (offset != size) {
      throw new IllegalArgumentException(
          "BYTES data has %d bytes after its %d elements".formatted(size - offset, elements));
    }
  }

  /** The length in bytes of the element whose length prefix is at {@code offset}. */
  public static long length(MemorySegment data, long offset) {
    return Integer.toUnsignedLong(data.get(U32, offset));
  }

  /** The elements, copied out. */
  public static byte[][] decode(MemorySegment data, long elements) {
    byte[][] result = new byte[Math.toIntExact(elements)][];
    long offset = 0;
    for (int i = 0; i < result.length; i++) {
      long length = length(data, offset);
      offset += Integer.BYTES;
      result[i] = data.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      offset += length;
    }
    return result;
  }

  /** The elements in this layout. */
  public static byte[] encode(List<byte[]> elements) {
    long size = 0;
    for (byte[] element : elements) {
      size += Integer.BYTES + (long) element.length;
    }
    byte[] result = new byte[Math.toIntExact(size)];
    MemorySegment segment = MemorySegment.ofArray(result);
    int offset = 0;
    for (byte[] element : elements) {
      segment.set(U32, offset, element.length);
      offset += Integer.BYTES;
      System.arraycopy(element, 0, result, offset, element.length);
      offset += element.length;
    }
    return result;
  }
}
