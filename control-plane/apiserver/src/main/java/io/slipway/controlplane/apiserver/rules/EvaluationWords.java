// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rules;

import dev.cel.runtime.CelEvaluationException;

/** Why an evaluation failed, in the words that Kubernetes' CEL uses. */
final class EvaluationWords {
  private EvaluationWords() {}

  static String of(CelEvaluationException e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    return switch (e.getErrorCode()) {
      case ATTRIBUTE_NOT_FOUND -> "no such key: " + quoted(message);
      case INDEX_OUT_OF_BOUNDS -> "index out of bounds: " + lastWord(message);
      case DIVIDE_BY_ZERO -> "division by zero";
      case NUMERIC_OVERFLOW -> "integer overflow";
      case INTERNAL_ERROR,
          DUPLICATE_ATTRIBUTE,
          INVALID_ARGUMENT,
          OVERLOAD_NOT_FOUND,
          AMBIGUOUS_OVERLOAD,
          TYPE_NOT_FOUND,
          ITERATION_BUDGET_EXCEEDED,
          BAD_FORMAT ->
          withoutPlace(message);
    };
  }

  /** The first text in single quotes. */
  private static String quoted(String message) {
    int open = message.indexOf('\'');
    int close = message.indexOf('\'', open + 1);
    return open < 0 || close < 0 ? withoutPlace(message) : message.substring(open + 1, close);
  }

  private static String lastWord(String message) {
    return message.substring(message.lastIndexOf(' ') + 1);
  }

  /** What comes after {@code evaluation error at <input>:3: }. */
  private static String withoutPlace(String message) {
    int input = message.indexOf("<input>:");
    int colon = message.indexOf(": ", Math.max(input, 0));
    return input < 0 || colon < 0 ? message : message.substring(colon + 2);
  }
}
