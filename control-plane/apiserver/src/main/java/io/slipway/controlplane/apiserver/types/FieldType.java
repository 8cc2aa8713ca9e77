// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.types;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A field of a structure.
 *
 * @param type what it is
 * @param patch how a strategic merge patch treats it
 * @param keyDefault what it is taken to be where it is absent and tells elements of a list apart
 */
public record FieldType(TypeDescription type, PatchStrategy patch, @Nullable JsonNode keyDefault) {
  public static FieldType of(TypeDescription type) {
    return new FieldType(type, PatchStrategy.NONE, null);
  }
}
