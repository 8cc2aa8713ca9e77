// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;

import io.gatling.javaapi.core.Simulation;

/** A new connection for each request. */
public final class Churn extends Simulation {
  public Churn() {
    setUp(
            Predictions.once(200)
                .injectOpen(
                    constantUsersPerSec(Predictions.rate())
                        .during(Predictions.duration())
                        .randomized()))
        .protocols(Predictions.address().connectionHeader("close"))
        .assertions(global().failedRequests().count().is(0L));
  }
}
