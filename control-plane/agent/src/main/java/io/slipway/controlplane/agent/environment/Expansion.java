// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Replaces {@code $(NAME)} by the variable's value; what is no variable stays as it is, and {@code
 * $$} is a dollar.
 */
final class Expansion {
  private Expansion() {}

  static List<String> expand(List<String> texts, Map<String, String> variables) {
    List<String> expanded = new ArrayList<>(texts.size());
    for (String text : texts) {
      expanded.add(expand(text, variables));
    }
    return expanded;
  }

  static String expand(String text, Map<String, String> variables) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
      int close = next == '(' ? text.indexOf(')', i + 2) : -1;
      if (c == '$' && next == '$') {
        out.append('$');
        i += 2;
      } else if (c == '$' && close >= 0) {
        String name = text.substring(i + 2, close);
        String value = variables.get(name);
        out.append(value == null ? text.substring(i, close + 1) : value);
        i = close + 1;
      } else {
        out.append(c);
        i++;
      }
    }
    return out.toString();
  }
}
