// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.protobuf;

/**
 * A field of a message.
 *
 * @param name in JSON; a dash for a message whose fields are those of what it stands in
 * @param dropped whether it is left out where it is empty or zero
 * @param shape whether it is one value, a list, or a map
 * @param type as the table has it
 */
record MessageField(String name, boolean dropped, Shape shape, String type) {
  /** How many values there may be. */
  enum Shape {
    ONE,
    LIST,
    MAP
  }

  boolean inlined() {
    return name.equals("-");
  }

  /** Reads {@code TYPE}, {@code *TYPE} or {@code %TYPE}. */
  static MessageField of(String name, boolean dropped, String type) {
    return switch (type.charAt(0)) {
      case '*' -> new MessageField(name, dropped, Shape.LIST, type.substring(1));
      case '%' -> new MessageField(name, dropped, Shape.MAP, type.substring(1));
      default -> new MessageField(name, dropped, Shape.ONE, type);
    };
  }
}
