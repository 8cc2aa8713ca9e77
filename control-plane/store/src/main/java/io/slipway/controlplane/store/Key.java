// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ServingException;

/**
 * What an object is stored under.
 *
 * @param resource API group and plural name, {@code apps/deployments}; of the core group only the
 *     plural name, {@code pods}
 * @param namespace empty for objects of the cluster
 */
public record Key(String resource, String namespace, String name) {
  private static final int MAX_RESOURCE = 317;
  private static final int MAX_NAMESPACE = 63;
  private static final int MAX_NAME = 253;

  /**
   * @throws ServingException INVALID_ARGUMENT if a part is too long, or the resource or name empty
   */
  public Key {
    check("resource", resource, 1, MAX_RESOURCE);
    check("namespace", namespace, 0, MAX_NAMESPACE);
    check("name", name, 1, MAX_NAME);
  }

  static void check(String what, String value, int min, int max) {
    if (value.length() < min || value.length() > max) {
      throw ServingException.invalid(
          what + " of " + value.length() + " characters (expected: " + min + " to " + max + ")");
    }
    for (int i = 0; i < value.length(); i++) {
      // Databases differ in what they do with spaces at the end of a key and with zero bytes; Java
      // orders surrogates otherwise than they do.
      if (value.charAt(i) <= ' ' || Character.isSurrogate(value.charAt(i))) {
        throw ServingException.invalid(
            what + " \"" + value + "\" has a blank, control or surrogate character at " + i);
      }
    }
  }

  /** The order of a list: by namespace, then by name, as databases order their bytes in UTF-8. */
  int compareInResource(Key other) {
    int order = namespace.compareTo(other.namespace);
    return order != 0 ? order : name.compareTo(other.name);
  }

  /** As in messages: {@code pods default/web}. */
  @Override
  public String toString() {
    return resource + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
  }
}
