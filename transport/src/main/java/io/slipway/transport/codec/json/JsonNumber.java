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
  /** Exponents beyond this all mean zero or infinity; the bound keeps the arithmetic in an int. */
  private static final int EXPONENT_BOUND = 1_000_000;

  /** Those of a double's fraction that a float does not have. */
  private static final long BITS_BEYOND_FLOAT = (1L << (52 - 23)) - 1;

  private static final long MAX_UNSIGNED_TENTH = Long.divideUnsigned(-1L, 10);

  /** A mantissa below this has room for eight more digits. */
  private static final long ROOM_FOR_EIGHT = Long.MAX_VALUE / 100_000_000;

  private static final VarHandle LITTLE_ENDIAN_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] buf;
  private int start;
  private int end;

  private boolean negative;
  private long mantissa; // unsigned
  private int exponent; // the value is mantissa * 10^exponent
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
      if (position < 0) {
        return position;
      }
    }
    end = position;
    return position;
  }

  private int digits(int from, int limit, boolean fraction) {
    int position = from;
    if (exact) {
      // nearly all numbers end in this loop, which works on locals
      long value = mantissa;
      while (fraction && mayHaveEight(position, limit) && value >= 0 && value < ROOM_FOR_EIGHT) {
        long eight = (long) LITTLE_ENDIAN_LONG.get(buf, position);
        if (!areDigits(eight)) {
          break;
        }
        value = value * 100_000_000 + eightDigits(eight);
        position += Long.BYTES;
      }
      while (position < limit && value >= 0 && value < MAX_UNSIGNED_TENTH) {
        int digit = buf[position] - '0';
        if (digit < 0 || digit > 9) {
          break;
        }
        value = value * 10 + digit;
        position++;
      }
      mantissa = value;
      exponent -= fraction ? position - from : 0;
    }
    return moreDigits(position, limit, fraction);
  }

  /** Looks at the last of them first: most short numbers end here. */
  private boolean mayHaveEight(int position, int limit) {
    int last = position + Long.BYTES - 1;
    return last < limit && buf[last] >= '0' && buf[last] <= '9';
  }

  /** Whether each of eight characters is 0 to 9: 3 is its upper half, also with 6 added. */
  private static boolean areDigits(long eight) {
    long upper = 0xf0f0_f0f0_f0f0_f0f0L;
    long three = 0x3030_3030_3030_3030L;
    return (eight & upper) == three && ((eight + 0x0606_0606_0606_0606L) & upper) == three;
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

  /** The digits from where the mantissa is full or nearly so. */
  private int moreDigits(int from, int limit, boolean fraction) {
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
    int written = 0;
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
    int scale = exponent;
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
      double value = Decimal.toDouble(mantissa, exponent);
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
