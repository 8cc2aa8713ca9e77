// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

/** What {@code x-kubernetes-list-type} says about a list. */
public enum ListKind {
  /** Replaced as a whole; also when nothing is said. */
  ATOMIC,
  /** No item twice. */
  SET,
  /** Items are known by the values of their key fields. */
  MAP;

  static ListKind ofWord(String word) {
    return switch (word) {
      case "set" -> SET;
      case "map" -> MAP;
      default -> ATOMIC;
    };
  }
}
