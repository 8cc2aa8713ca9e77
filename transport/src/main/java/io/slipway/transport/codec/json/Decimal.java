// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.json;

import java.math.BigInteger;

/**
 * Decimal to binary floating point, correctly rounded and without garbage.
 *
 * <p>Two steps, each exact where it answers: W. Clinger's fast path ("How to read floating point
 * numbers accurately", 1990), then the multiplication with a 128-bit power of five of D. Lemire's
 * "Number parsing at a gigabyte per second" (2021). What neither can decide is left to {@link
 * Double#parseDouble}.
 */
final class Decimal {
  /** Below every double that {@link #toDouble} answers with. */
  static final double UNDECIDED = -1;

  private static final long MAX_EXACT_INTEGER = 1L << 53;
  private static final double[] EXACT_POWERS = exactPowers();

  private static final int MIN_POWER = -342;
  private static final int MAX_POWER = 308;

  private Decimal() {}

  /**
   * The double nearest to {@code mantissa * 10^exponent}, or {@link #UNDECIDED}.
   *
   * @param mantissa unsigned
   */
  static double toDouble(long mantissa, int exponent) {
    if (mantissa == 0) {
      return 0;
    }
    if (mantissa > 0 && mantissa <= MAX_EXACT_INTEGER && exponent >= -22 && exponent <= 22) {
      return exponent < 0 ? mantissa / EXACT_POWERS[-exponent] : mantissa * EXACT_POWERS[exponent];
    }
    if (exponent < MIN_POWER || exponent > MAX_POWER) {
      return UNDECIDED;
    }
    return multiply(mantissa, exponent);
  }

  private static double multiply(long mantissa, int exponent) {
    int shift = Long.numberOfLeadingZeros(mantissa);
    long normalized = mantissa << shift;
    int row = 2 * (exponent - MIN_POWER);
    long[] fives = Fives.TABLE;
    long high = Math.unsignedMultiplyHigh(normalized, fives[row]);
    long low = normalized * fives[row];
    if ((high & 0x1FF) == 0x1FF) {
      long more = Math.unsignedMultiplyHigh(normalized, fives[row + 1]);
      low += more;
      if (Long.compareUnsigned(low, more) < 0) {
        high++;
      }
      if (low == -1) {
        return UNDECIDED;
      }
    }
    int top = (int) (high >>> 63);
    long bits = high >>> (top + 9); // 54 bits: the significand and one to round by
    int binary = ((217706 * exponent) >> 16) + 1024 + 63 - shift - (1 - top);
    if (binary < 1 || binary > 2045) {
      return UNDECIDED; // subnormal, overflow, or next to them
    }
    boolean tie = (bits & 3) == 1 && (high & ((1L << (top + 9)) - 1)) == 0;
    if (tie && Long.compareUnsigned(low, 1) <= 0) {
      return UNDECIDED;
    }
    bits = (bits + (bits & 1)) >>> 1;
    if (bits == 1L << 53) {
      bits >>>= 1;
      binary++;
    }
    return Double.longBitsToDouble(((long) binary << 52) | (bits & ((1L << 52) - 1)));
  }

  private static double[] exactPowers() {
    double[] powers = new double[23];
    double power = 1;
    for (int i = 0; i < powers.length; i++) {
      powers[i] = power;
      power *= 10;
    }
    return powers;
  }

  /** On its own, because most numbers do without and it takes milliseconds to compute. */
  private static final class Fives {
    static final long[] TABLE = table();

    /**
     * The leading 128 bits of 5^n for all n, as two longs each: rounded up for -27 <= n < 0 and
     * down elsewhere, as the proof of the method requires.
     */
    private static long[] table() {
      long[] table = new long[2 * (MAX_POWER - MIN_POWER + 1)];
      BigInteger power = BigInteger.ONE;
      for (int n = 0; n <= -MIN_POWER; n++) {
        int length = power.bitLength();
        if (n <= MAX_POWER) {
          put(
              table,
              n,
              length <= 128 ? power.shiftLeft(128 - length) : power.shiftRight(length - 128));
        }
        if (n > 0) {
          // 2^(length+127) / 5^n lies in [2^127, 2^128)
          BigInteger inverse = BigInteger.ONE.shiftLeft(length + 127).divide(power);
          put(table, -n, n <= 27 ? inverse.add(BigInteger.ONE) : inverse);
        }
        power = power.multiply(BigInteger.valueOf(5));
      }
      return table;
    }

    private static void put(long[] table, int n, BigInteger value) {
      int row = 2 * (n - MIN_POWER);
      table[row] = value.shiftRight(64).longValue();
      table[row + 1] = value.longValue();
    }
  }
}
