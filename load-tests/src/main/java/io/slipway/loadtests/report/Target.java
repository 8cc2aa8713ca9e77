// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.report;

import org.jspecify.annotations.Nullable;

/**
 * What is to be reached, and what was.
 *
 * @param what the figure
 * @param wanted the bound in words
 * @param measured null if it was not
 * @param note what the figure was made of
 */
record Target(String what, String wanted, @Nullable Spread measured, Verdict verdict, String note) {
  enum Verdict {
    MET("met"),
    MISSED("**missed**"),
    NOT_MEASURED("not measured");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }

    static Verdict of(boolean met) {
      return met ? MET : MISSED;
    }
  }

  static Target atMost(double bound, String what, Spread measured, String note) {
    return new Target(
        what, "at most " + bound, measured, Verdict.of(measured.median() <= bound), note);
  }

  static Target atLeast(double bound, String what, Spread measured, String note) {
    return new Target(
        what, "at least " + bound, measured, Verdict.of(measured.median() >= bound), note);
  }

  static Target notMeasured(String what, String wanted) {
    return new Target(what, wanted, null, Verdict.NOT_MEASURED, "");
  }
}
