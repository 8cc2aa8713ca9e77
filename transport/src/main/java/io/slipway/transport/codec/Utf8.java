// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec;

/** Well-formed UTF-8 as RFC 3629 defines it: shortest form, no surrogates, up to U+10FFFF. */
public final class Utf8 {
  private Utf8() {}

  /**
   * The length of the character that begins at {@code position}, or 0 if it is malformed or cut off
   * by {@code end}.
   */
  public static int characterLength(byte[] bytes, int position, int end) {
    int lead = bytes[position];
    if (lead >= 0) {
      return 1;
    }
    int length = lead >= (byte) 0xF0 ? 4 : lead >= (byte) 0xE0 ? 3 : 2;
    if (lead < (byte) 0xC2 || lead > (byte) 0xF4 || end - position < length) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((bytes[position + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    int second = bytes[position + 1] & 0xFF;
    boolean excluded =
        switch (lead & 0xFF) {
          case 0xE0 -> second < 0xA0; // overlong
          case 0xED -> second > 0x9F; // surrogates
          case 0xF0 -> second < 0x90; // overlong
          case 0xF4 -> second > 0x8F; // beyond U+10FFFF
          default -> false;
        };
    return excluded ? 0 : length;
  }

  /** The position of the first malformed character, or -1 if there is none. */
  public static int firstMalformed(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int position = offset;
    while (position < end) {
      int step = bytes[position] >= 0 ? 1 : characterLength(bytes, position, end);
      if (step == 0) {
        return position;
      }
      position += step;
    }
    return -1;
  }

  public static boolean isValid(byte[] bytes) {
    return firstMalformed(bytes, 0, bytes.length) < 0;
  }
}
