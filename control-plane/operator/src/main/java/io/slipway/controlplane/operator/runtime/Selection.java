// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.runtime;

/** Which runtime a model gets. */
public sealed interface Selection {
  /** This one. */
  record Chosen(ServingRuntime runtime) implements Selection {}

  /** None. */
  record None(Reason reason, String message) implements Selection {}

  /** Why there is none, as KServe names it in a service's status. */
  enum Reason {
    NO_SUPPORTING_RUNTIME("NoSupportingRuntime"),
    RUNTIME_NOT_RECOGNIZED("RuntimeNotRecognized"),
    RUNTIME_DISABLED("RuntimeDisabled");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }
}
