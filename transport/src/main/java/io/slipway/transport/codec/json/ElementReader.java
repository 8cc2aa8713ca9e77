// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.json;

import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.DataType;
import io.slipway.transport.codec.ElementLayout;
import io.slipway.transport.codec.HalfFloat;
import java.lang.foreign.MemorySegment;

/**
 * Reads single JSON values as elements of one fixed-size datatype. Nothing is lost silently: an
 * integer outside the datatype's range, a fraction for an integer or a value of another kind is an
 * INVALID_ARGUMENT that names the tensor, the element, the value and what was expected. Only
 * floating point values are rounded, to the nearest of their width.
 */
public final class ElementReader {
  private static final String TRUE_OR_FALSE = "true, false, 1 or 0";

  private final JsonReader json;
  private final DataType datatype;
  private final String label;

  /**
   * @param label what the elements belong to, for messages: {@code input 'x'}
   */
  public ElementReader(JsonReader json, DataType datatype, String label) {
    if (!datatype.isFixedSize()) {
      throw new IllegalArgumentException("BYTES elements have no fixed place");
    }
    this.json = json;
    this.datatype = datatype;
    this.label = label;
  }

  /** Reads the next value into {@code target} as its element {@code index}. */
  public void read(MemorySegment target, long index) {
    JsonReader.Kind kind = json.peek();
    if (kind == JsonReader.Kind.NUMBER) {
      put(target, index, json.readNumber());
    } else if (kind == JsonReader.Kind.BOOLEAN && datatype == DataType.BOOL) {
      target.set(ElementLayout.BYTE, index, (byte) (json.readBoolean() ? 1 : 0));
    } else {
      throw wrong(index, kind.phrase(), expected());
    }
  }

  /**
   * Reads on in an array whose element {@code index - 1} was just read, as long as it has numbers
   * that are written as most are.
   *
   * @return the first element that was not read, {@code limit} at most
   */
  public long readMore(MemorySegment target, long index, long limit) {
    long next = index;
    while (next < limit) {
      JsonNumber number = json.nextNumber();
      if (number == null) {
        break;
      }
      put(target, next, number);
      next++;
    }
    return next;
  }

  private void put(MemorySegment target, long index, JsonNumber number) {
    switch (datatype) {
      case BOOL -> target.set(ElementLayout.BYTE, index, bool(number, index));
      case INT8 -> target.set(ElementLayout.BYTE, index, (byte) signed(number, index, 8));
      case UINT8 -> target.set(ElementLayout.BYTE, index, (byte) unsigned(number, index, 8));
      case INT16 -> target.set(ElementLayout.SHORT, 2 * index, (short) signed(number, index, 16));
      case UINT16 ->
          target.set(ElementLayout.SHORT, 2 * index, (short) unsigned(number, index, 16));
      case INT32 -> target.set(ElementLayout.INT, 4 * index, (int) signed(number, index, 32));
      case UINT32 -> target.set(ElementLayout.INT, 4 * index, (int) unsigned(number, index, 32));
      case INT64 -> target.set(ElementLayout.LONG, 8 * index, signed(number, index, 64));
      case UINT64 -> target.set(ElementLayout.LONG, 8 * index, unsigned(number, index, 64));
      case FP16 ->
          target.set(ElementLayout.SHORT, 2 * index, HalfFloat.toFp16(real(number, index)));
      case BF16 ->
          target.set(ElementLayout.SHORT, 2 * index, HalfFloat.toBf16(real(number, index)));
      case FP32 -> target.set(ElementLayout.FLOAT, 4 * index, single(number, index));
      case FP64 -> target.set(ElementLayout.DOUBLE, 8 * index, real(number, index));
      case BYTES -> throw new IllegalStateException("refused by the constructor");
    }
  }

  private String expected() {
    return switch (datatype) {
      case BOOL -> TRUE_OR_FALSE;
      case FP16, BF16, FP32, FP64 -> "a number";
      default -> "an integer";
    };
  }

  private byte bool(JsonNumber number, long index) {
    if (number.isInt64() && (number.int64() & ~1L) == 0) {
      return (byte) number.int64();
    }
    throw wrong(index, number.text(), TRUE_OR_FALSE);
  }

  private long signed(JsonNumber number, long index, int bits) {
    long max = -1L >>> (65 - bits);
    if (number.isInt64()) {
      long value = number.int64();
      if (value >= ~max && value <= max) {
        return value;
      }
    }
    throw wrong(index, number.text(), "an integer from " + ~max + " to " + max);
  }

  private long unsigned(JsonNumber number, long index, int bits) {
    long max = -1L >>> (64 - bits);
    if (number.isUint64()) {
      long value = number.int64();
      if (Long.compareUnsigned(value, max) <= 0) {
        return value;
      }
    }
    throw wrong(index, number.text(), "an integer from 0 to " + Long.toUnsignedString(max));
  }

  private double real(JsonNumber number, long index) {
    double value = number.doubleValue();
    if (Double.isInfinite(value) && !number.isLiteral()) {
      throw tooLarge(index, number);
    }
    return value;
  }

  private float single(JsonNumber number, long index) {
    float value = number.floatValue();
    if (Float.isInfinite(value) && !number.isLiteral() && Double.isInfinite(number.doubleValue())) {
      throw tooLarge(index, number);
    }
    return value;
  }

  private ServingException tooLarge(long index, JsonNumber number) {
    return wrong(index, number.text(), "a number that a 64-bit float can hold");
  }

  private ServingException wrong(long index, String found, String expected) {
    String shown = found.length() <= 40 ? found : found.substring(0, 40) + "...";
    return ServingException.invalid(
        "%s: element %d is %s (expected: %s for %s)"
            .formatted(label, index, shown, expected, datatype));
  }
}
