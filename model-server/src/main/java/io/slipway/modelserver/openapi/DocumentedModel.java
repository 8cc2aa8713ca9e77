// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import io.slipway.api.model.ModelSignature;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The model that a document is about.
 *
 * @param version that the paths name; null if they name none
 */
public record DocumentedModel(String name, @Nullable String version, ModelSignature signature) {
  public DocumentedModel {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(signature, "signature");
  }

  /** A path with this model's names in it; null if that path is not about it. */
  @Nullable String path(String template) {
    boolean versioned = template.contains("{version}");
    if (!template.contains("{model}") || versioned != (version != null)) {
      return null;
    }
    String path = template.replace("{model}", name);
    return version == null ? path : path.replace("{version}", version);
  }

  @Override
  public String toString() {
    return version == null ? name : name + ", version " + version;
  }
}
