// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

/**
 * A kind of objects by the name it has in paths; printed as {@code pods} or {@code
 * deployments.apps}.
 *
 * @param group empty for the core group
 * @param resource the plural in lower case
 */
public record GroupResource(String group, String resource) {
  @Override
  public String toString() {
    return group.isEmpty() ? resource : resource + '.' + group;
  }
}
