// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A model format that a runtime serves.
 *
 * @param version null for any that does not say one
 * @param autoSelect whether a model that names no runtime may get this one
 * @param priority among the runtimes of the format, the highest wins; null is below all numbers
 */
public record SupportedFormat(
    String name, @Nullable String version, boolean autoSelect, @Nullable Long priority) {
  boolean fits(ModelNeeds model) {
    return name.equals(model.format())
        && (model.formatVersion() == null || model.formatVersion().equals(version));
  }
}
