// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rules;

import java.io.Serial;

/**
 * How much the rules of one object may still cost: a step of an evaluation costs one. Kubernetes
 * counts finer; the limits are the same, so a rule that takes its time there is stopped here at
 * about the same size of object.
 */
final class RuleBudget {
  private static final long PER_RULE = 1_000_000;
  private static final long PER_OBJECT = 10_000_000;

  private long left = PER_OBJECT;
  private long rule;

  /** Another rule begins. */
  void begin() {
    rule = PER_RULE;
  }

  void step() {
    left--;
    rule--;
    if (rule < 0 || left < 0) {
      throw new SpentException();
    }
  }

  boolean isSpent() {
    return left <= 0;
  }

  /** Nothing more is evaluated for the object. */
  void end() {
    left = 0;
  }

  /** Ends an evaluation from inside. */
  static final class SpentException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    SpentException() {
      super("operation cancelled: actual cost limit exceeded", null, false, false);
    }
  }
}
