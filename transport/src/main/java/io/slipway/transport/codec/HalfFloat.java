// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec;

/**
 * The 16-bit floating point formats: FP16 (IEEE 754 binary16) and BF16 (the upper half of a
 * binary32). Conversions from double round once, to nearest, ties to even.
 */
public final class HalfFloat {
  private HalfFloat() {}

  public static short toFp16(double value) {
    return Float.floatToFloat16(roundToOdd(value));
  }

  public static short toBf16(double value) {
    int bits = Float.floatToRawIntBits(roundToOdd(value));
    if (Double.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40); // stays a NaN when its low half is cut off
    }
    int tieToEven = (bits >>> 16) & 1;
    return (short) ((bits + 0x7FFF + tieToEven) >>> 16);
  }

  public static float fromFp16(short bits) {
    return Float.float16ToFloat(bits);
  }

  public static float fromBf16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /**
   * A float that rounds to the same 16 bits as {@code value} does: rounding to nearest twice could
   * differ from rounding once, so what was lost is kept in the last bit ("round to odd").
   */
  private static float roundToOdd(double value) {
    float nearest = (float) value;
    if (nearest == value || Double.isNaN(value)) {
      return nearest;
    }
    float truncated =
        Math.abs((double) nearest) > Math.abs(value)
            ? Float.intBitsToFloat(Float.floatToRawIntBits(nearest) - 1)
            : nearest;
    return Float.intBitsToFloat(Float.floatToRawIntBits(truncated) | 1);
  }
}
