// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.types;

import com.fasterxml.jackson.databind.JsonNode;

/** Which plain values a type admits. */
public enum ScalarKind {
  TEXT,
  NUMBER,
  BOOLEAN,
  ANY;

  /** Whether the value is one of these; null always is. */
  public boolean admits(JsonNode value) {
    if (value.isNull()) {
      return true;
    }
    return switch (this) {
      case TEXT -> value.isTextual();
      case NUMBER -> value.isNumber();
      case BOOLEAN -> value.isBoolean();
      case ANY -> value.isTextual() || value.isNumber() || value.isBoolean();
    };
  }
}
