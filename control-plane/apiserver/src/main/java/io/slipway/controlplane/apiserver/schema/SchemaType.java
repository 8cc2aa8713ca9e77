// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The types that a schema can name. */
public enum SchemaType {
  ARRAY,
  BOOLEAN,
  INTEGER,
  NUMBER,
  OBJECT,
  STRING;

  private static final SchemaType[] ALL = values();

  private final String word = name().toLowerCase(Locale.ROOT);

  /** As it is written in schemas. */
  public String word() {
    return word;
  }

  /** The type of that word; null if there is none. */
  static @Nullable SchemaType ofWord(String word) {
    for (SchemaType type : ALL) {
      if (type.word.equals(word)) {
        return type;
      }
    }
    return null;
  }
}
