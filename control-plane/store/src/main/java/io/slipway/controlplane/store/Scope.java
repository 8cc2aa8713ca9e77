// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import org.jspecify.annotations.Nullable;

/**
 * Which objects a list or watch is about: those of one resource, in one namespace or in all.
 *
 * @param namespace null for all namespaces and for resources of the cluster
 */
public record Scope(String resource, @Nullable String namespace) {
  public static Scope all(String resource) {
    return new Scope(resource, null);
  }

  public static Scope namespace(String resource, String namespace) {
    return new Scope(resource, namespace);
  }

  public boolean contains(Key key) {
    return key.resource().equals(resource)
        && (namespace == null || namespace.equals(key.namespace()));
  }
}
