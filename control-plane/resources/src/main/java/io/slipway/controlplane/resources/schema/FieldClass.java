// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

/** What becomes of a field that a user sets. */
public enum FieldClass {
  /** It does what upstream says it does. */
  HONOURED("honoured"),
  /** Accepted and reported: it has no meaning in this home. */
  NO_MEANING("without meaning"),
  /** It changes the answer, and nothing here does it. */
  REFUSED("refused");

  private final String words;

  FieldClass(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
