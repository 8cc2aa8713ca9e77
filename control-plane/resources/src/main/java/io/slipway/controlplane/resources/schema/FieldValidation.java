// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

/**
 * What becomes of fields that no type has and of keys written twice: Kubernetes' {@code
 * fieldValidation} parameter.
 */
public enum FieldValidation {
  /** They are errors. */
  STRICT,
  /** They are dropped, and reported among the ignored fields. */
  WARN,
  /** They are dropped without a word. */
  IGNORE
}
