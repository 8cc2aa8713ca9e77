// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.types;

import com.fasterxml.jackson.databind.JsonNode;

/** Which plain values a type admits. */
public enum ScalarKind {
  TEXT,
  /** A text that is base64. */
  BYTES,
  INT32,
  INT64,
  NUMBER,
  BOOLEAN,
  ANY;

  /**
   * Whether the value is one of these, so far that it can be merged: a number is any number. Null
   * always is.
   */
  public boolean admits(JsonNode value) {
    if (value.isNull()) {
      return true;
    }
    return switch (this) {
      case TEXT, BYTES -> value.isTextual();
      case INT32, INT64, NUMBER -> value.isNumber();
      case BOOLEAN -> value.isBoolean();
      case ANY -> value.isTextual() || value.isNumber() || value.isBoolean();
    };
  }
}
