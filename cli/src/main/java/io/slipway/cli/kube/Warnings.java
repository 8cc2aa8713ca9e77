// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

/**
 * The header {@code Warning} (RFC 7234, 5.5), with which the API says what it will do all the same.
 */
final class Warnings {
  private Warnings() {}

  /** The text of {@code 299 - "text"}; the whole header if it is of another form. */
  static String text(String header) {
    int begin = header.indexOf('"');
    StringBuilder text = new StringBuilder();
    for (int i = begin + 1; begin >= 0 && i < header.length(); i++) {
      char c = header.charAt(i);
      if (c == '"') {
        return text.toString();
      }
      if (c == '\\' && i + 1 < header.length()) {
        i++;
        c = header.charAt(i);
      }
      text.append(c);
    }
    return header;
  }
}
