// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.types;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list.
 *
 * @param identity what its elements are told apart by
 * @param keys the fields that tell elements apart, for {@link Identity#KEYS}
 * @param elementType what the elements are; null for anything
 */
public record ListType(
    Identity identity, List<String> keys, @Nullable TypeDescription elementType) {

  /** What tells the elements of a list apart. */
  public enum Identity {
    /** Nothing: the list is one value. */
    ATOMIC,
    /** Their value: a set of scalars. */
    VALUE,
    /** Some of their fields. */
    KEYS
  }

  public ListType {
    keys = List.copyOf(keys);
  }

  public TypeDescription element() {
    return elementType == null ? TypeDescription.ANY : elementType;
  }
}
