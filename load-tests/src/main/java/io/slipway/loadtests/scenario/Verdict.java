// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether a target is met.
 *
 * @param of what was measured, such as a model and a protocol
 * @param figure what was measured
 * @param limit what it was to be
 */
record Verdict(String of, String what, Spread figure, String limit, boolean met) {
  static Verdict atMost(String of, String what, Spread figure, double limit) {
    return new Verdict(
        of, what, figure, "at most " + Figures.text(limit), figure.median() <= limit);
  }

  static Verdict atLeast(String of, String what, Spread figure, double limit) {
    return new Verdict(
        of, what, figure, "at least " + Figures.text(limit), figure.median() >= limit);
  }

  /** For a figure without a target. */
  static Verdict told(String of, String what, Spread figure) {
    return new Verdict(of, what, figure, "", true);
  }

  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("of", of);
    document.put("what", what);
    document.putAll(figure.document());
    document.put("limit", limit);
    document.put("met", met);
    return document;
  }

  String row() {
    return "| %s | %s | %s | %s | %s |\n"
        .formatted(of, what, figure, limit, limit.isEmpty() ? "" : met ? "yes" : "**no**");
  }
}
