// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

/**
 * An object by its name.
 *
 * @param namespace empty for types that are in none
 */
public record ObjectRef(ResourceType type, String namespace, String name) {
  @Override
  public String toString() {
    return type.called(name);
  }
}
