// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

import java.util.List;

/**
 * Objects as they were at one revision.
 *
 * @param resourceVersion from where a watch tells what came after
 */
public record KubeList(List<KubeObject> items, String resourceVersion) {
  public KubeList {
    items = List.copyOf(items);
  }
}
