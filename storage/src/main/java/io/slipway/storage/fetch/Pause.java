// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.fetch;

import java.time.Duration;

/** Waits between attempts; tests wait without time. */
@FunctionalInterface
public interface Pause {
  /**
   * @throws io.slipway.api.error.ServingException if there is nothing to wait for any more
   */
  void of(Duration duration) throws InterruptedException;
}
