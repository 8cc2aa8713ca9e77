// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Sets fields that are not set. */
final class Missing {
  private Missing() {}

  static void put(ObjectNode object, String field, String value) {
    if (object.path(field).asText("").isEmpty()) {
      object.put(field, value);
    }
  }

  static void put(ObjectNode object, String field, int value) {
    if (!object.hasNonNull(field)) {
      object.put(field, value);
    }
  }

  static void put(ObjectNode object, String field, boolean value) {
    if (!object.hasNonNull(field)) {
      object.put(field, value);
    }
  }

  static void putObject(ObjectNode object, String field) {
    if (!object.hasNonNull(field)) {
      object.putObject(field);
    }
  }
}
