// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

/**
 * One of {@code x-kubernetes-validations}. A text that is not given is empty.
 *
 * @param rule the expression that must hold
 * @param message what to say where it does not
 * @param messageExpression an expression whose text is said instead
 * @param reason the reason of the error, {@code FieldValueInvalid} if not given
 * @param fieldPath the field to blame, seen from where the rule stands
 * @param optionalOldSelf whether the old value is an optional, and the rule holds for creations too
 */
public record Rule(
    String rule,
    String message,
    String messageExpression,
    String reason,
    String fieldPath,
    boolean optionalOldSelf) {

  /** What names the rule in errors. */
  public String shown() {
    return message.isEmpty() ? rule.strip() : message.strip();
  }
}
