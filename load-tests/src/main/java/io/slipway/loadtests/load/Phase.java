// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import java.time.Duration;

/** A stretch of one kind of load. */
public sealed interface Phase {
  Duration duration();

  /** Requests at times that do not depend on the answers. */
  record Open(Arrivals arrivals, Duration duration) implements Phase {}

  /** Callers who each send the next request when they have the answer to the last one. */
  record Closed(int callers, Duration duration) implements Phase {}

  static Phase poisson(double perSecond, Duration duration, long seed) {
    return new Open(Arrivals.poisson(perSecond, seed), duration);
  }

  static Phase constant(double perSecond, Duration duration) {
    return new Open(Arrivals.constant(perSecond), duration);
  }

  static Phase closed(int callers, Duration duration) {
    return new Closed(callers, duration);
  }
}
