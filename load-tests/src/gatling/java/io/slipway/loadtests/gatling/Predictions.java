// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.time.Duration;

/**
 * What all simulations ask: predictions of the iris model in v2 JSON. System properties say where
 * ({@code address}), for how long ({@code seconds}) and how much ({@code rate}, requests a second;
 * {@code users}).
 */
final class Predictions {
  private static final String BODY =
      "{\"inputs\":[{\"name\":\"X\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[5.1,3.5,1.4,0.2]}]}";

  private Predictions() {}

  static HttpProtocolBuilder address() {
    return http.baseUrl(System.getProperty("address")).contentTypeHeader("application/json");
  }

  static Duration duration() {
    return Duration.ofSeconds(Integer.getInteger("seconds", 30));
  }

  static double rate() {
    return Integer.getInteger("rate", 1000);
  }

  static int users() {
    return Integer.getInteger("users", 16);
  }

  /** A prediction whose status is one of these; what else comes is a failure. */
  static ChainBuilder predict(Integer... expected) {
    return exec(
        http("predict")
            .post("/v2/models/iris/infer")
            .body(StringBody(BODY))
            .check(status().in(expected)));
  }

  /** A user who asks once and goes. */
  static ScenarioBuilder once(Integer... expected) {
    return scenario("once").exec(predict(expected));
  }

  /** A user who asks again and again. */
  static ScenarioBuilder forever() {
    return scenario("forever").forever().on(predict(200));
  }
}
