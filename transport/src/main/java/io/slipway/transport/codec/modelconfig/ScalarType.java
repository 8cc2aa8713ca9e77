// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import org.jspecify.annotations.Nullable;

/** Protobuf's scalar types, as far as the model configuration uses them. */
public enum ScalarType implements FieldType {
  BOOL("true or false"),
  INT32("a whole number of 32 bits"),
  UINT32("a whole number of 32 bits, >= 0"),
  INT64("a whole number of 64 bits"),
  UINT64("a whole number of 64 bits, >= 0"),
  FLOAT("a number"),
  DOUBLE("a number"),
  STRING("a string");

  private final String phrase;

  ScalarType(String phrase) {
    this.phrase = phrase;
  }

  /** The type's values in words, for messages. */
  String phrase() {
    return phrase;
  }

  /**
   * The integer, as its bits; null if {@code digits} are none in this base or it does not fit this
   * type.
   */
  @Nullable Long integer(boolean negative, String digits, int radix) {
    long magnitude;
    try {
      magnitude = Long.parseUnsignedLong(digits, radix);
    } catch (NumberFormatException _) {
      return null;
    }
    if (digits.charAt(0) == '+') {
      return null;
    }
    boolean fits =
        switch (this) {
          case INT32 ->
              Long.compareUnsigned(magnitude, Integer.MAX_VALUE + (negative ? 1L : 0L)) <= 0;
          case UINT32 -> !negative && magnitude >= 0 && magnitude <= 0xFFFF_FFFFL;
          case INT64 -> magnitude >= 0 || (negative && magnitude == Long.MIN_VALUE);
          case UINT64 -> !negative;
          case BOOL, FLOAT, DOUBLE, STRING -> false;
        };
    return fits ? (Long) (negative ? -magnitude : magnitude) : null;
  }
}
