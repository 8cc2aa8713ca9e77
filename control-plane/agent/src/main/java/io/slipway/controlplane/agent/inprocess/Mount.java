// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.inprocess;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A directory or file that a container sees.
 *
 * @param containerPath where it sees it, absolute
 * @param source where it is on this machine
 */
public record Mount(String containerPath, Path source, boolean readOnly) {
  public Mount {
    Objects.requireNonNull(source, "source");
    if (!containerPath.startsWith("/")) {
      throw new IllegalArgumentException(
          "containerPath: " + containerPath + " (expected: an absolute path)");
    }
  }
}
