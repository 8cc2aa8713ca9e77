// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

/**
 * A kind of objects by the name it has in documents; printed as {@code Pod} or {@code
 * Deployment.apps}.
 *
 * @param group empty for the core group
 * @param kind the singular in camel case
 */
public record GroupKind(String group, String kind) {
  @Override
  public String toString() {
    return group.isEmpty() ? kind : kind + '.' + group;
  }
}
