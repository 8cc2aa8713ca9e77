// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.constantConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.global;

import io.gatling.javaapi.core.Simulation;

/** A fixed number of users, each with a connection, who ask as fast as they are answered. */
public final class Closed extends Simulation {
  public Closed() {
    setUp(
            Predictions.forever()
                .injectClosed(
                    constantConcurrentUsers(Predictions.users()).during(Predictions.duration())))
        .maxDuration(Predictions.duration())
        .protocols(Predictions.address())
        .assertions(global().failedRequests().count().is(0L));
  }
}
