// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

import java.nio.file.Path;
import java.util.List;

/**
 * Where volumes that outlive Pods are, and what of this machine Pods may see.
 *
 * @param claims the directories of PersistentVolumeClaims, by namespace and name
 * @param hostPaths what of this machine may be seen, with everything below
 */
public record VolumePolicy(Path claims, List<Path> hostPaths) {
  public VolumePolicy {
    hostPaths = List.copyOf(hostPaths);
  }

  boolean allows(Path path) {
    for (Path allowed : hostPaths) {
      if (path.isAbsolute() && path.startsWith(allowed)) {
        return true;
      }
    }
    return false;
  }
}
