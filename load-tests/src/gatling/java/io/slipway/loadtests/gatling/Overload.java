// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;

import io.gatling.javaapi.core.Simulation;

/**
 * Up to three times the rate, which is to be near what the server can do: some are refused, in good
 * order.
 */
public final class Overload extends Simulation {
  public Overload() {
    setUp(
            Predictions.once(200, 429, 503)
                .injectOpen(
                    rampUsersPerSec(Predictions.rate())
                        .to(3 * Predictions.rate())
                        .during(Predictions.duration().dividedBy(2)),
                    constantUsersPerSec(3 * Predictions.rate())
                        .during(Predictions.duration().dividedBy(2))))
        .protocols(Predictions.address().shareConnections())
        .assertions(global().failedRequests().count().is(0L));
  }
}
