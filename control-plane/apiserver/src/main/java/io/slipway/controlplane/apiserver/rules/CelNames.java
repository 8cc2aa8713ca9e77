// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rules;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of properties as rules write them: CEL knows fewer characters and keeps some words. */
final class CelNames {
  private static final Set<String> RESERVED =
      Set.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");

  private CelNames() {}

  /** The name in a rule; null if a rule cannot name it. */
  static @Nullable String of(String property) {
    if (property.isEmpty() || isDigit(property.charAt(0))) {
      return null;
    }
    if (RESERVED.contains(property)) {
      return "__" + property + "__";
    }
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < property.length(); i++) {
      char c = property.charAt(i);
      if (c == '_' && i + 1 < property.length() && property.charAt(i + 1) == '_') {
        name.append("__underscores__");
        i++;
      } else if (isLetter(c) || isDigit(c) || c == '_') {
        name.append(c);
      } else {
        String word = word(c);
        if (word.isEmpty()) {
          return null;
        }
        name.append("__").append(word).append("__");
      }
    }
    return name.toString();
  }

  private static String word(char c) {
    return switch (c) {
      case '.' -> "dot";
      case '-' -> "dash";
      case '/' -> "slash";
      default -> "";
    };
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
