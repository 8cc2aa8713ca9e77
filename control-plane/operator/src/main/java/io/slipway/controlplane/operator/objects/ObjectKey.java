// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.objects;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which object of a kind. */
public record ObjectKey(String namespace, String name) {
  public ObjectKey {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
  }

  /** Written by hand, as that of a record is made at run time, which is dear on a start. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ObjectKey key
        && name.equals(key.name)
        && namespace.equals(key.namespace);
  }

  @Override
  public int hashCode() {
    return 31 * namespace.hashCode() + name.hashCode();
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
