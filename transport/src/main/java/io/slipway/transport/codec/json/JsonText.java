// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.json;

import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The string that a {@link JsonReader} read last, as UTF-8: a part of the input if it has no
 * escapes, else a copy that is overwritten by the next such string.
 */
final class JsonText {
  private final byte[] buf;
  private final int start;
  private final int end;
  private int position;

  private byte[] scratch = new byte[0];
  private byte[] text;
  private int textOffset;
  private int textLength;
  private boolean copied;

  /**
   * @param start where the input begins in {@code buf}, for messages
   */
  JsonText(byte[] buf, int start, int end) {
    this.buf = buf;
    this.start = start;
    this.end = end;
    this.text = buf;
  }

  byte[] bytes() {
    return text;
  }

  int offset() {
    return textOffset;
  }

  int length() {
    return textLength;
  }

  /** False if the bytes are a part of the input. */
  boolean isCopied() {
    return copied;
  }

  String asString() {
    return new String(text, textOffset, textLength, StandardCharsets.UTF_8);
  }

  /**
   * Reads the string whose first character is at {@code from}.
   *
   * @return the position behind its closing quote
   */
  int read(int from) {
    position = plainText(from);
    text = buf;
    textOffset = from;
    textLength = position - from;
    copied = buf[position] == '\\';
    if (copied) {
      unescape(from);
    }
    return position + 1;
  }

  private ServingException malformed(String expected) {
    return MalformedJson.at(position, buf, start, end, expected);
  }

  /** The position of the quote or backslash that ends the plain characters from {@code from} on. */
  private int plainText(int from) {
    int i = from;
    while (i < end) {
      byte b = buf[i];
      if (b == '"' || b == '\\') {
        return i;
      }
      int step = b >= ' ' ? 1 : b < 0 ? Utf8.characterLength(buf, i, end) : 0;
      if (step == 0) {
        position = i;
        throw malformed(b < 0 ? "UTF-8" : "no control character in a string");
      }
      i += step;
    }
    position = end;
    throw malformed("'\"' at the end of the string");
  }

  /** Copies a string with escapes; {@code position} is at the first of them. */
  private void unescape(int from) {
    int length = 0;
    int copied = from;
    while (true) {
      int plain = position - copied;
      // an escape never yields more bytes than it is written with, so 6 more are enough
      if (scratch.length < length + plain + 6) {
        scratch = Arrays.copyOf(scratch, Math.max(64, 2 * (length + plain + 6)));
      }
      System.arraycopy(buf, copied, scratch, length, plain);
      length += plain;
      if (buf[position] == '"') {
        break;
      }
      position++;
      length = escape(length);
      copied = position;
      position = plainText(position);
    }
    text = scratch;
    textOffset = 0;
    textLength = length;
  }

  private int escape(int length) {
    if (position == end) {
      throw malformed("an escape");
    }
    byte plain =
        switch (buf[position]) {
          case '"', '\\', '/' -> buf[position];
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> 0;
          default -> throw malformed("one of \" \\ / b f n r t u after a backslash");
        };
    position++;
    if (plain == 0) {
      return utf8(codePoint(), length);
    }
    scratch[length] = plain;
    return length + 1;
  }

  private int codePoint() {
    int first = position - 2;
    int unit = hex4();
    if (!Character.isSurrogate((char) unit)) {
      return unit;
    }
    if (Character.isHighSurrogate((char) unit)
        && end - position >= 2
        && buf[position] == '\\'
        && buf[position + 1] == 'u') {
      position += 2;
      int low = hex4();
      if (Character.isLowSurrogate((char) low)) {
        return Character.toCodePoint((char) unit, (char) low);
      }
    }
    position = first;
    throw malformed("a pair of surrogates");
  }

  private int hex4() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = position < end ? Character.digit(buf[position], 16) : -1;
      if (digit < 0) {
        throw malformed("four hexadecimal digits");
      }
      value = (value << 4) | digit;
      position++;
    }
    return value;
  }

  private int utf8(int point, int length) {
    int at = length;
    if (point < 0x80) {
      scratch[at++] = (byte) point;
    } else if (point < 0x800) {
      scratch[at++] = (byte) (0xC0 | (point >> 6));
      scratch[at++] = (byte) (0x80 | (point & 0x3F));
    } else {
      if (point < 0x10000) {
        scratch[at++] = (byte) (0xE0 | (point >> 12));
      } else {
        scratch[at++] = (byte) (0xF0 | (point >> 18));
        scratch[at++] = (byte) (0x80 | ((point >> 12) & 0x3F));
      }
      scratch[at++] = (byte) (0x80 | ((point >> 6) & 0x3F));
      scratch[at++] = (byte) (0x80 | (point & 0x3F));
    }
    return at;
  }
}
