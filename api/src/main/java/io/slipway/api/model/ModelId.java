// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.model;

import java.util.Objects;

/** A version of a model. Versions are what the protocols carry: text, usually a number. */
public record ModelId(String name, String version) {
  /** The version of a model that came without one. */
  public static final String FIRST_VERSION = "1";

  public ModelId {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    if (name.isEmpty() || version.isEmpty()) {
      throw new IllegalArgumentException(
          "model name and version must not be empty: " + name + "/" + version);
    }
  }

  @Override
  public String toString() {
    return name + "/" + version;
  }
}
