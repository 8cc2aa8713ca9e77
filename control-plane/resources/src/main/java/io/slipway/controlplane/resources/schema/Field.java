// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

import org.jspecify.annotations.Nullable;

/**
 * A field of a type.
 *
 * @param ownClass its class; null if it only ever stands in something that is ignored or refused as
 *     a whole
 * @param harmless the one value of an ignored or refused field that asks for what happens anyway
 * @param reason why it is ignored or refused, or what of it is honoured; may be empty
 */
public record Field(
    String name,
    @Nullable FieldClass ownClass,
    boolean required,
    FieldType type,
    @Nullable String harmless,
    String reason) {

  /**
   * The class of this field inside of something of class {@code outer}: what is ignored or refused
   * is so with all that it holds.
   */
  public FieldClass classIn(FieldClass outer) {
    if (outer != FieldClass.HONOURED) {
      return outer;
    }
    if (ownClass == null) {
      throw new IllegalStateException("the table of fields has no class for " + name);
    }
    return ownClass;
  }
}
