// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.padding;

import io.slipway.api.tensor.DataType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** One element, of a datatype of fixed size, as its bytes. Immutable. */
final class FillValue {
  private static final int BF16_SHIFT = 16;

  private final byte[] element;

  private FillValue(byte[] element) {
    this.element = element;
  }

  static FillValue zero(DataType datatype) {
    return new FillValue(new byte[datatype.byteSize()]);
  }

  /**
   * @throws IllegalArgumentException if the text is no value of the datatype
   */
  static FillValue parse(DataType datatype, String text) {
    try {
      return of(datatype, bits(datatype, text.strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' (expected: a value of %s)".formatted(text, datatype), e);
    }
  }

  private static FillValue of(DataType datatype, long bits) {
    byte[] eight =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(bits).array();
    return new FillValue(Arrays.copyOf(eight, datatype.byteSize()));
  }

  private static long bits(DataType datatype, String text) {
    return switch (datatype) {
      case BOOL ->
          switch (text) {
            case "true" -> 1;
            case "false" -> 0;
            default -> throw new NumberFormatException(text);
          };
      case INT8, INT16, INT32, INT64 -> signed(text, datatype.byteSize() * Byte.SIZE);
      case UINT8, UINT16, UINT32, UINT64 -> unsigned(text, datatype.byteSize() * Byte.SIZE);
      case FP16 -> Float.floatToFloat16(Float.parseFloat(text));
      case BF16 -> bfloat16(Float.parseFloat(text));
      case FP32 -> Float.floatToRawIntBits(Float.parseFloat(text));
      case FP64 -> Double.doubleToRawLongBits(Double.parseDouble(text));
      case BYTES -> throw new IllegalArgumentException("BYTES has no fixed size");
    };
  }

  private static long signed(String text, int bits) {
    long value = Long.parseLong(text);
    int unused = Long.SIZE - bits;
    if ((value << unused) >> unused != value) {
      throw new NumberFormatException(text);
    }
    return value;
  }

  private static long unsigned(String text, int bits) {
    long value = Long.parseUnsignedLong(text);
    int unused = Long.SIZE - bits;
    if ((value << unused) >>> unused != value) {
      throw new NumberFormatException(text);
    }
    return value;
  }

  /** The upper half of the bits, rounded to the nearest, ties to even. */
  private static int bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return bits >>> BF16_SHIFT;
    }
    int even = (bits >>> BF16_SHIFT) & 1;
    return (bits + 0x7fff + even) >>> BF16_SHIFT;
  }

  /** Writes it into every element of {@code data}. */
  void fill(MemorySegment data) {
    if (isOneByte()) {
      data.fill(element[0]);
      return;
    }
    long filled = Math.min(element.length, data.byteSize());
    MemorySegment.copy(element, 0, data, ValueLayout.JAVA_BYTE, 0, (int) filled);
    while (filled < data.byteSize()) {
      long more = Math.min(filled, data.byteSize() - filled);
      MemorySegment.copy(data, 0, data, filled, more);
      filled += more;
    }
  }

  private boolean isOneByte() {
    for (byte each : element) {
      if (each != element[0]) {
        return false;
      }
    }
    return true;
  }
}
