// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A field of a message.
 *
 * @param cardinality how often it may be set
 * @param key what a map's keys are, null if the field is no map
 * @param type what the field, each of its elements or each of the map's values is
 * @param oneof the group of which only one member may be set, null if it is in none
 */
public record Field(
    String name,
    int number,
    Cardinality cardinality,
    @Nullable ScalarType key,
    FieldType type,
    @Nullable String oneof) {
  /** How often a field may be set. */
  public enum Cardinality {
    SINGULAR,
    REPEATED,
    MAP
  }

  public Field {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    if ((key != null) != (cardinality == Cardinality.MAP)) {
      throw new IllegalArgumentException(name + " has a key and is no map, or has none and is one");
    }
  }

  /** The name that protobuf's JSON mapping has by default: lower camel case. */
  String camelName() {
    StringBuilder camel = new StringBuilder(name.length());
    boolean upper = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        upper = true;
      } else {
        camel.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return camel.toString();
  }
}
