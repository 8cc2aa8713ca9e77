// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;

import io.gatling.javaapi.core.Simulation;

/** Requests at random times, whatever becomes of those before, over connections that are kept. */
public final class Poisson extends Simulation {
  public Poisson() {
    setUp(
            Predictions.once(200)
                .injectOpen(
                    constantUsersPerSec(Predictions.rate())
                        .during(Predictions.duration())
                        .randomized()))
        .protocols(Predictions.address().shareConnections())
        .assertions(global().failedRequests().count().is(0L));
  }
}
