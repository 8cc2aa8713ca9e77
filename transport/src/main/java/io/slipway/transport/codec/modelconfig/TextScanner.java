// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.modelconfig.ConfigMessage.Position;

/**
 * Cuts protobuf's text format into tokens. Looks one token ahead: {@link #kind()}, {@link #text()}
 * and {@link #position()} tell of the token that is next.
 */
final class TextScanner {
  /** What kind of token is next. */
  enum Kind {
    NAME,
    NUMBER,
    STRING,
    SIGN,
    END
  }

  private final String source;
  private final String input;
  private int next;
  private int line = 1;
  private int lineStart;

  private Kind kind = Kind.END;
  private String text = "";
  private Position position = new Position(1, 1);

  TextScanner(String source, String input) {
    this.source = source;
    this.input = input;
    advance();
  }

  Kind kind() {
    return kind;
  }

  /** The token as written; of a string, with its quotes and escapes. */
  String text() {
    return text;
  }

  Position position() {
    return position;
  }

  boolean at(char sign) {
    return kind == Kind.SIGN && text.charAt(0) == sign;
  }

  /** Steps over a sign if it is next. */
  boolean accept(char sign) {
    if (!at(sign)) {
      return false;
    }
    advance();
    return true;
  }

  ServingException unexpected(String expected) {
    return wrong(
        position,
        "found %s (expected: %s)".formatted(kind == Kind.END ? "the end" : text, expected));
  }

  ServingException wrong(Position where, String what) {
    return ServingException.invalid(
        "%s:%d:%d: %s".formatted(source, where.line(), where.column(), what));
  }

  void advance() {
    skipBlanks();
    position = new Position(line, next - lineStart + 1);
    int begin = next;
    if (begin == input.length()) {
      kind = Kind.END;
      text = "";
      return;
    }
    char c = input.charAt(begin);
    if (isLetter(c)) {
      kind = Kind.NAME;
      next = wordEnd(begin);
    } else if (isDigit(c)
        || (c == '.' && begin + 1 < input.length() && isDigit(input.charAt(begin + 1)))) {
      kind = Kind.NUMBER;
      next = numberEnd(begin);
    } else if (c == '"' || c == '\'') {
      kind = Kind.STRING;
      next = stringEnd(begin, c);
    } else if (c > ' ' && c < 0x7F) {
      kind = Kind.SIGN;
      next = begin + 1;
    } else {
      throw wrong(position, "found the character U+%04X (expected: a field)".formatted((int) c));
    }
    text = input.substring(begin, next);
  }

  private void skipBlanks() {
    while (next < input.length()) {
      char c = input.charAt(next);
      if (c == '#') {
        int end = input.indexOf('\n', next);
        next = end < 0 ? input.length() : end;
      } else if (c == '\n') {
        next++;
        line++;
        lineStart = next;
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == 0x0B) {
        next++;
      } else {
        return;
      }
    }
  }

  private int wordEnd(int begin) {
    int end = begin;
    while (end < input.length() && (isLetter(input.charAt(end)) || isDigit(input.charAt(end)))) {
      end++;
    }
    return end;
  }

  /** Everything that hangs together; the reader says whether it is a number. */
  private int numberEnd(int begin) {
    boolean hex = input.startsWith("0x", begin) || input.startsWith("0X", begin);
    int end = begin;
    while (end < input.length()) {
      char c = input.charAt(end);
      boolean exponentSign =
          (c == '+' || c == '-') && !hex && end > begin && (input.charAt(end - 1) | 0x20) == 'e';
      if (!isLetter(c) && !isDigit(c) && c != '.' && !exponentSign) {
        break;
      }
      end++;
    }
    return end;
  }

  private int stringEnd(int begin, char quote) {
    int end = begin + 1;
    while (end < input.length() && input.charAt(end) != '\n') {
      char c = input.charAt(end);
      if (c == quote) {
        return end + 1;
      }
      boolean escape = c == '\\' && end + 1 < input.length() && input.charAt(end + 1) != '\n';
      end += escape ? 2 : 1;
    }
    throw wrong(position, "the string does not end on its line (expected: " + quote + ")");
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
