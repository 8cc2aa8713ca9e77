// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources;

import java.util.Objects;

/** What identifies an object of one kind. */
public record ResourceName(String namespace, String name) {
  public ResourceName {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
  }

  /** {@code namespace/name}. */
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
