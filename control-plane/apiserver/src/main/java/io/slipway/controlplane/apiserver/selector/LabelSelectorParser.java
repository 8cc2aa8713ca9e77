// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.selector;

import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.NameSyntax;
import io.slipway.controlplane.apiserver.selector.LabelTokens.Kind;
import io.slipway.controlplane.apiserver.selector.LabelTokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads label selectors as they are written in queries. */
final class LabelSelectorParser {
  private final List<Token> tokens;
  private int at;

  LabelSelectorParser(String text) {
    this.tokens = LabelTokens.of(text);
  }

  List<LabelRequirement> parse() throws SelectorSyntaxException {
    List<LabelRequirement> requirements = new ArrayList<>();
    if (peek().kind() == Kind.END) {
      return requirements;
    }
    if (!startsRequirement(peek())) {
      throw expected(peek(), "!, identifier, or 'end of string'");
    }
    while (true) {
      requirements.add(requirement());
      Token next = next();
      if (next.kind() == Kind.END) {
        return requirements;
      }
      if (next.kind() != Kind.COMMA) {
        throw expected(next, "',' or 'end of string'");
      }
      if (!startsRequirement(peek())) {
        throw expected(peek(), "identifier after ','");
      }
    }
  }

  private static boolean startsRequirement(Token token) {
    return token.asValue() == Kind.WORD || token.kind() == Kind.NOT;
  }

  private LabelRequirement requirement() throws SelectorSyntaxException {
    try {
      return requirementItself();
    } catch (SelectorSyntaxException e) {
      throw new SelectorSyntaxException("unable to parse requirement: " + e.problem());
    }
  }

  private LabelRequirement requirementItself() throws SelectorSyntaxException {
    Token token = next();
    boolean negated = token.kind() == Kind.NOT;
    if (negated) {
      token = next();
    }
    if (token.asValue() != Kind.WORD) {
      throw expected(token, "identifier");
    }
    String key = token.text();
    checkKey(key);
    boolean alone = peek().kind() == Kind.END || peek().kind() == Kind.COMMA;
    if (negated || alone) {
      LabelOperator operator = negated ? LabelOperator.DOES_NOT_EXIST : LabelOperator.EXISTS;
      return LabelRequirement.of(key, operator, List.of());
    }
    LabelOperator operator = operator();
    boolean set = operator == LabelOperator.IN || operator == LabelOperator.NOT_IN;
    return LabelRequirement.of(key, operator, List.copyOf(set ? values() : exactValue()));
  }

  private static void checkKey(String key) throws SelectorSyntaxException {
    List<String> problems = NameSyntax.qualifiedName(key);
    if (!problems.isEmpty()) {
      throw new SelectorSyntaxException(
          FieldError.invalid(FieldPath.none(), key, String.join("; ", problems)).message());
    }
  }

  private LabelOperator operator() throws SelectorSyntaxException {
    Token token = next();
    return switch (token.kind()) {
      case IN -> LabelOperator.IN;
      case NOT_IN -> LabelOperator.NOT_IN;
      case EQUALS -> LabelOperator.EQUALS;
      case DOUBLE_EQUALS -> LabelOperator.DOUBLE_EQUALS;
      case NOT_EQUALS -> LabelOperator.NOT_EQUALS;
      case GREATER -> LabelOperator.GREATER;
      case LESS -> LabelOperator.LESS;
      case END, WORD, NOT, OPEN, CLOSE, COMMA ->
          throw expected(token, "in, notin, =, ==, !=, gt, lt");
    };
  }

  /** A value may be left out. */
  private SortedSet<String> exactValue() throws SelectorSyntaxException {
    SortedSet<String> values = new TreeSet<>();
    if (peek().kind() == Kind.END || peek().kind() == Kind.COMMA) {
      values.add("");
      return values;
    }
    Token token = next();
    if (token.asValue() != Kind.WORD) {
      throw expected(token, "identifier");
    }
    values.add(token.text());
    return values;
  }

  /** Values in parentheses; between commas there may be none, which is the empty one. */
  private SortedSet<String> values() throws SelectorSyntaxException {
    Token open = next();
    if (open.kind() != Kind.OPEN) {
      throw new SelectorSyntaxException("found '" + open.text() + "' expected: '('");
    }
    SortedSet<String> values = new TreeSet<>();
    Token first = peek();
    if (first.kind() == Kind.CLOSE) {
      next();
      values.add("");
      return values;
    }
    if (first.asValue() != Kind.WORD && first.kind() != Kind.COMMA) {
      throw expected(first, "',', ')' or identifier");
    }
    valuesUntilClosed(values);
    return values;
  }

  private void valuesUntilClosed(SortedSet<String> values) throws SelectorSyntaxException {
    boolean afterComma = true;
    while (true) {
      Token token = next();
      if (token.asValue() == Kind.WORD) {
        values.add(token.text());
        if (peek().kind() != Kind.COMMA && peek().kind() != Kind.CLOSE) {
          throw expected(peek(), "',' or ')'");
        }
        afterComma = false;
        continue;
      }
      if (token.kind() != Kind.COMMA && token.kind() != Kind.CLOSE) {
        throw expected(token, "',', or identifier");
      }
      if (afterComma) {
        values.add("");
      }
      if (token.kind() == Kind.CLOSE) {
        return;
      }
      afterComma = true;
    }
  }

  private Token peek() {
    return tokens.get(at);
  }

  /** The end stays where it is. */
  private Token next() {
    Token token = tokens.get(at);
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  private static SelectorSyntaxException expected(Token found, String expected) {
    return new SelectorSyntaxException("found '" + found.text() + "', expected: " + expected);
  }
}
