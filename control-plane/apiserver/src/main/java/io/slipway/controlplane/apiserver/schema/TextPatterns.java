// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import com.google.re2j.Pattern;

/**
 * The patterns of formats that are nothing but a pattern. Loaded when the first of them is used.
 */
enum TextPatterns {
  SHORT_NAME("[a-z0-9]([-a-z0-9]*[a-z0-9])?"),
  LONG_NAME("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"),
  UUID("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}"),
  UUID3("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}"),
  UUID4("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}"),
  UUID5("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}"),
  SSN("[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}"),
  HEX_COLOUR("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})"),
  RGB_COLOUR(
      "rgb\\(\\s*" + byteText() + "\\s*,\\s*" + byteText() + "\\s*,\\s*" + byteText() + "\\s*\\)"),
  OBJECT_ID("[0-9a-fA-F]{24}"),
  ISBN10("[0-9]{9}[0-9X]"),
  ISBN13("[0-9]{13}"),
  CREDIT_CARD(
      "4[0-9]{12}([0-9]{3})?|5[1-5][0-9]{14}|6(011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}"
          + "|3(0[0-5]|[68][0-9])[0-9]{11}|(2131|1800|35[0-9]{3})[0-9]{11}"),
  HOSTNAME(
      "[a-zA-Z0-9\\p{S}\\p{L}]((-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?)"
          + "|([a-zA-Z0-9\\p{S}\\p{L}](([a-zA-Z0-9-\\p{S}\\p{L}]{0,61}[a-zA-Z0-9\\p{S}\\p{L}])?)(\\.))+"
          + "([a-zA-Z\\p{L}]){2,63}");

  private final Pattern pattern;

  TextPatterns(String pattern) {
    this.pattern = Pattern.compile(pattern);
  }

  /** Whether the whole text is of the pattern. */
  boolean matches(String text) {
    return pattern.matches(text);
  }

  private static String byteText() {
    return "(0|[1-9][0-9]?|1[0-9][0-9]?|2[0-4][0-9]|25[0-5])";
  }
}
