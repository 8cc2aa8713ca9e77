// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.report;

/** The part of a document that is made by a program, between two comments. Pure. */
final class Section {
  private Section() {}

  /**
   * @throws IllegalArgumentException if the document lacks the comments
   */
  static String replace(String document, String name, String content) {
    String begin = "<!-- " + name + ": begin -->\n";
    String end = "<!-- " + name + ": end -->\n";
    int from = document.indexOf(begin);
    int to = document.indexOf(end, Math.max(from, 0));
    if (from < 0 || to < 0) {
      throw new IllegalArgumentException(
          "no lines %s and %s (expected: both, on lines of their own)"
              .formatted(begin.strip(), end.strip()));
    }
    return document.substring(0, from + begin.length())
        + "\n"
        + content.strip()
        + "\n\n"
        + document.substring(to);
  }
}
