// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The strings of protobuf's text format, whose escapes are those of C and are bytes of UTF-8. */
final class TextEscapes {
  private final String literal;
  private final ByteArrayOutputStream bytes;
  private int at;

  private TextEscapes(String literal, ByteArrayOutputStream bytes) {
    this.literal = literal;
    this.bytes = bytes;
  }

  /**
   * Adds what the literal, which is given with its quotes, stands for.
   *
   * @return what is wrong with it, null if nothing is
   */
  static @Nullable String unescape(String literal, ByteArrayOutputStream bytes) {
    return new TextEscapes(literal.substring(1, literal.length() - 1), bytes).run();
  }

  private @Nullable String run() {
    while (at < literal.length()) {
      int escape = literal.indexOf('\\', at);
      int plainEnd = escape < 0 ? literal.length() : escape;
      bytes.writeBytes(literal.substring(at, plainEnd).getBytes(StandardCharsets.UTF_8));
      at = plainEnd;
      if (escape >= 0) {
        at++;
        if (!escape()) {
          return "the escape \\%s is unknown (expected: one of \\a \\b \\f \\n \\r \\t \\v \\\\ \\' \\\" \\? \\ooo \\xhh \\uhhhh \\Uhhhhhhhh)"
              .formatted(literal.substring(plainEnd + 1, Math.min(plainEnd + 2, literal.length())));
        }
      }
    }
    return null;
  }

  private boolean escape() {
    if (at == literal.length()) {
      return false;
    }
    char c = literal.charAt(at++);
    int plain =
        switch (c) {
          case 'a' -> 7;
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'v' -> 11;
          case '\\', '\'', '"', '?' -> c;
          default -> -1;
        };
    if (plain >= 0) {
      bytes.write(plain);
      return true;
    }
    return switch (c) {
      case 'x', 'X' -> put(number(16, 1, 2));
      case 'u' -> codePoint(number(16, 4, 4));
      case 'U' -> codePoint(number(16, 8, 8));
      default -> {
        at--;
        yield put(number(8, 1, 3));
      }
    };
  }

  private boolean put(long value) {
    if (value < 0 || value > 0xFF) {
      return false;
    }
    bytes.write((int) value);
    return true;
  }

  private boolean codePoint(long value) {
    if (value < 0 || value > Character.MAX_CODE_POINT || (value >= 0xD800 && value <= 0xDFFF)) {
      return false;
    }
    bytes.writeBytes(Character.toString((int) value).getBytes(StandardCharsets.UTF_8));
    return true;
  }

  /** As many digits as there are, up to {@code most}; -1 if there are fewer than {@code least}. */
  private long number(int radix, int least, int most) {
    long value = 0;
    int digits = 0;
    while (digits < most && at < literal.length()) {
      char c = literal.charAt(at);
      int digit = c < 0x80 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        break;
      }
      value = value * radix + digit;
      digits++;
      at++;
    }
    return digits < least ? -1 : value;
  }
}
