// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http;

/** What may stand in a header field that we send (RFC 9110, 5.1 and 5.5). */
final class HeaderSyntax {
  private HeaderSyntax() {}

  static void checkName(String name) {
    boolean valid = !name.isEmpty();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      valid &= c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }
    if (!valid) {
      throw new IllegalArgumentException("header name: '" + name + "' (expected: a token)");
    }
  }

  static void checkValue(String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\r' || c == '\n' || c == 0 || c > 0xff) {
        throw new IllegalArgumentException(
            "value of header %s has U+%04X at %d (expected: Latin-1 without line breaks)"
                .formatted(name, (int) c, i));
      }
    }
  }
}
