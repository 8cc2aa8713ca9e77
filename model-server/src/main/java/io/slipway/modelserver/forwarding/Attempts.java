// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.forwarding.Forwarding.Load;
import java.util.List;

/**
 * The Pods that one request may still go to, each of which is tried once. For one thread at a time.
 */
final class Attempts {
  private final String service;
  private final List<Load> untried;

  /**
   * @param untried taken over
   */
  Attempts(String service, List<Load> untried) {
    this.service = service;
    this.untried = untried;
  }

  /**
   * The one with the fewest requests under way, which has one more now.
   *
   * @param reason why the request is not there yet
   * @throws ServingException UNAVAILABLE if there is none left, RESOURCE_EXHAUSTED if it takes no
   *     more
   */
  Load next(String reason) {
    Load least = null;
    for (Load load : untried) {
      if (least == null || load.open().get() < least.open().get()) {
        least = load;
      }
    }
    if (least == null) {
      throw new ServingException(ErrorCode.UNAVAILABLE, service + ": " + reason);
    }
    untried.remove(least);
    if (!least.enter()) {
      throw new ServingException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "%s: %s has %d requests under way, and takes no more"
              .formatted(service, least.destination(), Forwarding.MAX_OPEN));
    }
    return least;
  }
}
