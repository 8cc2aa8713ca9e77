// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.selector;

import java.util.ArrayList;
import java.util.List;

/** Splits a label selector into words and signs. */
final class LabelTokens {
  private static final String SIGNS = "=!(),><";

  private LabelTokens() {}

  /** What a token is. */
  enum Kind {
    END,
    WORD,
    IN,
    NOT_IN,
    NOT,
    EQUALS,
    DOUBLE_EQUALS,
    NOT_EQUALS,
    GREATER,
    LESS,
    OPEN,
    CLOSE,
    COMMA
  }

  /** A token and how it is written; the end is written as nothing. */
  record Token(Kind kind, String text) {
    /** The kind where a key or value is expected, which may be called {@code in}. */
    Kind asValue() {
      return kind == Kind.IN || kind == Kind.NOT_IN ? Kind.WORD : kind;
    }
  }

  /** The tokens of a text; the last one is its end. */
  static List<Token> of(String text) {
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (isSpace(c)) {
        at++;
      } else {
        Token token = SIGNS.indexOf(c) >= 0 ? sign(text, at) : word(text, at);
        tokens.add(token);
        at += token.text().length();
      }
    }
    tokens.add(new Token(Kind.END, ""));
    return tokens;
  }

  private static Token sign(String text, int at) {
    if (text.startsWith("==", at)) {
      return new Token(Kind.DOUBLE_EQUALS, "==");
    }
    if (text.startsWith("!=", at)) {
      return new Token(Kind.NOT_EQUALS, "!=");
    }
    Kind kind =
        switch (text.charAt(at)) {
          case '=' -> Kind.EQUALS;
          case '!' -> Kind.NOT;
          case '(' -> Kind.OPEN;
          case ')' -> Kind.CLOSE;
          case ',' -> Kind.COMMA;
          case '>' -> Kind.GREATER;
          default -> Kind.LESS;
        };
    return new Token(kind, text.substring(at, at + 1));
  }

  private static Token word(String text, int from) {
    int to = from;
    while (to < text.length() && !isSpace(text.charAt(to)) && SIGNS.indexOf(text.charAt(to)) < 0) {
      to++;
    }
    String word = text.substring(from, to);
    return switch (word) {
      case "in" -> new Token(Kind.IN, word);
      case "notin" -> new Token(Kind.NOT_IN, word);
      default -> new Token(Kind.WORD, word);
    };
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }
}
