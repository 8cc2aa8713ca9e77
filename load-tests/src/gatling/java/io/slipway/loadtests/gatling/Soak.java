// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;

import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/** Half an hour and longer, with waves: half of the rate, the rate, and back. */
public final class Soak extends Simulation {
  public Soak() {
    Duration wave = Predictions.duration().dividedBy(8);
    double rate = Predictions.rate();
    setUp(
            Predictions.once(200)
                .injectOpen(
                    rampUsersPerSec(rate / 2).to(rate).during(wave),
                    rampUsersPerSec(rate).to(rate / 2).during(wave),
                    constantUsersPerSec(rate).during(wave.multipliedBy(4)).randomized(),
                    rampUsersPerSec(rate).to(rate / 2).during(wave),
                    rampUsersPerSec(rate / 2).to(rate).during(wave)))
        .protocols(Predictions.address().shareConnections())
        .assertions(global().failedRequests().count().is(0L));
  }
}
