// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.selector;

import org.jspecify.annotations.Nullable;

/** How a label is compared. */
enum LabelOperator {
  IN(" in "),
  NOT_IN(" notin "),
  EQUALS("="),
  DOUBLE_EQUALS("=="),
  NOT_EQUALS("!="),
  EXISTS(""),
  DOES_NOT_EXIST("!"),
  GREATER(">"),
  LESS("<");

  private final String sign;

  LabelOperator(String sign) {
    this.sign = sign;
  }

  String sign() {
    return sign;
  }

  /** The operator by the name it has in objects; null if there is none. */
  static @Nullable LabelOperator ofObject(String word) {
    return switch (word) {
      case "In" -> IN;
      case "NotIn" -> NOT_IN;
      case "Exists" -> EXISTS;
      case "DoesNotExist" -> DOES_NOT_EXIST;
      default -> null;
    };
  }
}
