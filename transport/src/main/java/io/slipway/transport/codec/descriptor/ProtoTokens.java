// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.descriptor;

/** Splits a protobuf file into words and signs; comments are no tokens. Belongs to one thread. */
final class ProtoTokens {
  private final String file;
  private final String text;
  private int position;
  private String token = "";

  ProtoTokens(String file, String text) {
    this.file = file;
    this.text = text;
    next();
  }

  /** The token that is next, empty at the end. */
  String peek() {
    return token;
  }

  /** Takes the next token. */
  String next() {
    String taken = token;
    skipSpace();
    int begin = position;
    if (begin == text.length()) {
      token = "";
      return taken;
    }
    char first = text.charAt(position++);
    if (first == '"') {
      while (charAt(position) != '"') {
        position++;
      }
      position++;
    } else if (isWord(first)) {
      while (position < text.length() && isWord(text.charAt(position))) {
        position++;
      }
    }
    token = text.substring(begin, position);
    return taken;
  }

  /** Takes the next token if it is this one. */
  boolean take(String wanted) {
    if (!token.equals(wanted)) {
      return false;
    }
    next();
    return true;
  }

  void expect(String wanted) {
    if (!take(wanted)) {
      throw unexpected("'" + wanted + "'");
    }
  }

  String word() {
    if (token.isEmpty() || !isWord(token.charAt(0))) {
      throw unexpected("a name");
    }
    return next();
  }

  String quoted() {
    if (token.isEmpty() || token.charAt(0) != '"') {
      throw unexpected("a quoted name");
    }
    String quoted = next();
    return quoted.substring(1, quoted.length() - 1);
  }

  int number() {
    try {
      return Integer.parseInt(word());
    } catch (NumberFormatException _) {
      throw unexpected("a number before this");
    }
  }

  IllegalArgumentException unexpected(String expected) {
    int line = 1 + (int) text.substring(0, position).chars().filter(c -> c == '\n').count();
    return new IllegalArgumentException(
        "%s:%d: '%s' (expected: %s)".formatted(file, line, token, expected));
  }

  private char charAt(int index) {
    if (index >= text.length()) {
      throw unexpected("the end of a quoted name");
    }
    return text.charAt(index);
  }

  private void skipSpace() {
    while (position < text.length()) {
      if (Character.isWhitespace(text.charAt(position))) {
        position++;
      } else if (text.startsWith("//", position)) {
        int end = text.indexOf('\n', position);
        position = end < 0 ? text.length() : end;
      } else {
        return;
      }
    }
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.';
  }
}
