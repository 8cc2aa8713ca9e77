// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.objects;

import java.util.Objects;

/** Which object of a kind. */
public record ObjectKey(String namespace, String name) {
  public ObjectKey {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
