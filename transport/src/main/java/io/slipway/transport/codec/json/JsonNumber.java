// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The number that a {@link JsonReader} read last. Exact: integers keep all 64 bits, doubles are
 * correctly rounded. Valid until the reader's next call.
 */
public final class JsonNumber {
  /** More than as many digits as an array has could make up for; keeps the arithmetic in a long. */
  private static final long EXPONENT_BOUND = 1L << 40;

  /** Powers of ten beyond this are all zero or infinity. */
  private static final int MAX_POWER = 1_000;

  /** Those of a double's fraction that a float does not have. */
  private static final long BITS_BEYOND_FLOAT = (1L << (52 - 23)) - 1;

  private static final long MAX_UNSIGNED_TENTH = Long.divideUnsigned(-1L, 10);

  /** As many digits always fit into the mantissa. */
  private static final int SAFE_DIGITS = 19;

  private static final long[] POWERS_OF_TEN = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000
  };

  private static final VarHandle LITTLE_ENDIAN_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] buf;
  private int start;
  private int end;

  private boolean negative;
  private long mantissa; // unsigned
  private long exponent; // the value is mantissa * 10^exponent
  private boolean exact; // false if non-zero digits did not fit into the mantissa
  private boolean literal; // NaN, Infinity, -Infinity
  private double literalValue;
  private long integer; // unsigned, set by integral()

  JsonNumber(byte[] buf) {
    this.buf = buf;
  }

  /**
   * Scans the number that begins at {@code from}.
   *
   * @return the position behind it; or, if a digit is missing, the complement of that position
   */
  int scan(int from, int limit) {
    int behind = scanUsual(from, limit);
    return behind == 0 ? scanAny(from, limit) : behind;
  }

  /**
   * As {@link #scan}, for a number that is not long and not the last of the input, as nearly all
   * are. Looks at eight characters at once. Where the last digits end is nothing that a processor
   * could guess, so nothing branches by it; that there are one before the point and eight and more
   * behind it often is, so what comes then does not wait for a count of them.
   *
   * @return also 0: to be scanned by {@link #scan}
   */
  int scanUsual(int from, int limit) {
    if (limit - from <= Long.BYTES) {
      return 0;
    }
    negative = buf[from] == '-';
    int position = negative ? from + 1 : from;
    int digits = 1;
    long value = (long) buf[position] - '0';
    if (value < 0 || value > 9) {
      return 0;
    }
    if (buf[position + 1] != '.') {
      long characters = (long) LITTLE_ENDIAN_LONG.get(buf, position);
      digits = digitsIn(othersIn(characters));
      if (digits == Long.BYTES || (digits > 1 && value == 0)) {
        return 0;
      }
      value = firstDigits(characters, digits);
    }
    position += digits;
    int scale = 0;
    if (buf[position] == '.') {
      position++;
      if (limit - position < Long.BYTES) {
        return 0;
      }
      long characters = (long) LITTLE_ENDIAN_LONG.get(buf, position);
      long others = othersIn(characters);
      while (others == 0) {
        value = value * 100_000_000 + eightDigits(characters);
        position += Long.BYTES;
        scale += Long.BYTES;
        if (limit - position < Long.BYTES || scale > SAFE_DIGITS) {
          return 0;
        }
        characters = (long) LITTLE_ENDIAN_LONG.get(buf, position);
        others = othersIn(characters);
      }
      int last = digitsIn(others);
      value = value * POWERS_OF_TEN[last] + firstDigits(characters, last);
      position += last;
      scale += last;
      if (scale == 0 || digits + scale > SAFE_DIGITS) {
        return 0;
      }
    }
    start = from;
    literal = false;
    mantissa = value;
    exponent = -scale;
    exact = true;
    if ((buf[position] | 0x20) == 'e') {
      position = exponent(position + 1, limit);
    }
    end = position;
    return position;
  }

  /**
   * Zero if each of eight characters is a digit; else the first set bit is in the first that is
   * none. With {@code '0'} taken out by XOR a digit is 0 to 9; of anything else the top bit is set,
   * or is once 0x76 is added, which does not reach into its neighbour.
   */
  private static long othersIn(long eight) {
    long plain = eight ^ 0x3030_3030_3030_3030L;
    long sums = (plain & 0x7f7f_7f7f_7f7f_7f7fL) + 0x7676_7676_7676_7676L;
    return (sums | plain) & 0x8080_8080_8080_8080L;
  }

  /** How many digits come before the first of the {@link #othersIn}; 8 if there is none. */
  private static int digitsIn(long others) {
    return Long.numberOfTrailingZeros(others) / Byte.SIZE;
  }

  /** The value of the first of eight characters, with zeros in front; {@code count} is below 8. */
  private static long firstDigits(long eight, int count) {
    return eightDigits(eight << (Long.SIZE - Byte.SIZE - Byte.SIZE * count) << Byte.SIZE);
  }

  /**
   * The value of eight digits, the first in the lowest byte: neighbours are joined to numbers of
   * two, four and eight digits, several at once in one multiplication (D. Lemire, "Quickly parsing
   * eight digits", 2018).
   */
  private static long eightDigits(long eight) {
    long digits = eight & 0x0f0f_0f0f_0f0f_0f0fL;
    long pairs = (digits * 10 + (digits >>> 8)) & 0x00ff_00ff_00ff_00ffL;
    long fours = (pairs * 100 + (pairs >>> 16)) & 0x0000_ffff_0000_ffffL;
    return (fours * 10_000 + (fours >>> 32)) & 0xffff_ffffL;
  }

  private int scanAny(int from, int limit) {
    start = from;
    literal = false;
    mantissa = 0;
    exponent = 0;
    exact = true;
    int position = from;
    negative = buf[position] == '-';
    if (negative) {
      position++;
    }
    int digits = position;
    position = digits(position, limit, false);
    if (position == digits || (buf[digits] == '0' && position - digits > 1)) {
      return ~(position == digits ? digits : digits + 1);
    }
    if (position < limit && buf[position] == '.') {
      int fraction = position + 1;
      position = digits(fraction, limit, true);
      if (position == fraction) {
        return ~position;
      }
    }
    if (position < limit && (buf[position] | 0x20) == 'e') {
      position = exponent(position + 1, limit);
    }
    end = position;
    return position;
  }

  private int digits(int from, int limit, boolean fraction) {
    int position = from;
    while (position < limit) {
      int digit = buf[position] - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      if (exact && fits(digit)) {
        mantissa = mantissa * 10 + digit;
        exponent -= fraction ? 1 : 0;
      } else {
        exact = exact && digit == 0;
        exponent += fraction ? 0 : 1;
      }
      position++;
    }
    return position;
  }

  /** Once one digit does not fit, the value is so large that no later one does either. */
  private boolean fits(int digit) {
    if (mantissa >= 0 && mantissa < MAX_UNSIGNED_TENTH) {
      return true;
    }
    return mantissa == MAX_UNSIGNED_TENTH && digit <= 5;
  }

  private int exponent(int from, int limit) {
    int position = from;
    boolean minus = false;
    if (position < limit && (buf[position] == '+' || buf[position] == '-')) {
      minus = buf[position] == '-';
      position++;
    }
    int first = position;
    long written = 0;
    while (position < limit && buf[position] >= '0' && buf[position] <= '9') {
      written = Math.min(EXPONENT_BOUND, written * 10 + (buf[position] - '0'));
      position++;
    }
    if (position == first) {
      return ~position;
    }
    exponent += minus ? -written : written;
    return position;
  }

  void literal(int from, int to, double value) {
    start = from;
    end = to;
    literal = true;
    literalValue = value;
  }

  /** The digits as they were written. */
  public String text() {
    return new String(buf, start, end - start, StandardCharsets.ISO_8859_1);
  }

  /** True if the value is an integer that a signed 64-bit integer holds; 2.0 and 1e3 are. */
  public boolean isInt64() {
    if (!integral()) {
      return false;
    }
    return negative ? Long.compareUnsigned(integer, Long.MIN_VALUE) <= 0 : integer >= 0;
  }

  /** True if the value is an integer that an unsigned 64-bit integer holds. */
  public boolean isUint64() {
    return integral() && (!negative || integer == 0);
  }

  /** The 64 bits of the integer, after {@link #isInt64()} or {@link #isUint64()} said yes. */
  public long int64() {
    return negative ? -integer : integer;
  }

  private boolean integral() {
    // More digits than fit are either a fraction or above 2^64.
    if (literal || !exact) {
      return false;
    }
    long value = mantissa;
    long scale = exponent;
    if (value != 0) {
      while (scale < 0 && Long.remainderUnsigned(value, 10) == 0) {
        value = Long.divideUnsigned(value, 10);
        scale++;
      }
      while (scale > 0 && value >= 0 && value <= MAX_UNSIGNED_TENTH) {
        value *= 10;
        scale--;
      }
      if (scale != 0) {
        return false;
      }
    }
    integer = value;
    return true;
  }

  /**
   * The nearest double, ties to even; infinite for a number beyond the doubles as well as for the
   * literals.
   */
  public double doubleValue() {
    if (literal) {
      return literalValue;
    }
    if (exact) {
      double value = Decimal.toDouble(mantissa, Math.clamp(exponent, -MAX_POWER, MAX_POWER));
      if (value >= 0) {
        return negative ? -value : value;
      }
    }
    return Double.parseDouble(text());
  }

  /**
   * The float nearest to the number as it was written, ties to even. Not always the one nearest to
   * {@link #doubleValue()}: that may have been rounded onto the middle between two floats.
   */
  public float floatValue() {
    double value = doubleValue();
    long beyondFloat = Double.doubleToRawLongBits(value) & BITS_BEYOND_FLOAT;
    boolean middle = beyondFloat == (BITS_BEYOND_FLOAT >>> 1) + 1;
    if (middle || Math.abs(value) < Float.MIN_NORMAL) {
      return literal || value == 0 ? (float) value : Float.parseFloat(text());
    }
    return (float) value;
  }

  /** True for {@code NaN}, {@code Infinity} and {@code -Infinity}. */
  public boolean isLiteral() {
    return literal;
  }

  /** True if it was written without fraction and exponent. */
  public boolean isPlainInteger() {
    if (literal) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (buf[i] == '.' || (buf[i] | 0x20) == 'e') {
        return false;
      }
    }
    return true;
  }
}
