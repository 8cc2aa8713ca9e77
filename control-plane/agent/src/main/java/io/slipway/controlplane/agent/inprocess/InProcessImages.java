// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.inprocess;

import java.util.Optional;

/** The images whose containers run inside this process. Thread-safe; does not block. */
@FunctionalInterface
public interface InProcessImages {
  InProcessImages NONE = _ -> Optional.empty();

  /**
   * @param reference as the container's {@code image} says it, such as {@code slipway/model-server}
   * @return empty for every image that this process does not know
   */
  Optional<InProcessImage> image(String reference);
}
