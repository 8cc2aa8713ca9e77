// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.types;

/**
 * How a strategic merge patch treats a field.
 *
 * @param merge whether a list is merged with the one that is there, not put in its place
 * @param mergeKey the field by which elements are told apart; empty for a list of scalars
 * @param retainKeys whether a patch may name the only fields that are to stay
 */
public record PatchStrategy(boolean merge, String mergeKey, boolean retainKeys) {
  public static final PatchStrategy NONE = new PatchStrategy(false, "", false);
}
