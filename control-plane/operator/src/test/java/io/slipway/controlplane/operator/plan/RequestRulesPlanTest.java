// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.client.Json;
import io.slipway.controlplane.operator.testing.Yaml;
import org.junit.jupiter.api.Test;

/** What a service says of its requests, as it changes while the service answers. */
class RequestRulesPlanTest {
  private static final String LOG =
      "{url: 'http://log/x', mode: all, headers: [X-Id], annotations: {}}";

  private final World world = new World();

  @Test
  void changesLimitsByTheRouteAlone() {
    world.serve("");
    world.annotate("slipway.io/limits", "rate=5");

    Plan plan = world.plan();

    assertThat(plan.create()).isEmpty();
    assertThat(plan.delete()).isEmpty();
    assertThat(Yaml.names(plan.update())).containsExactly("Route/iris-predictor");
    world.act();
    assertThat(world.route("iris-predictor")).containsEntry("limits", "rate=5");
    assertThat(world.condition(world.plan(), "IngressReady")).isEqualTo("Unknown RouteNotInPlace");
    world.routerReads();
    world.act();
    assertThat(world.condition(world.plan(), "Ready")).startsWith("True");

    world.annotate("slipway.io/other", "");
    world.act();
    assertThat(world.route("iris-predictor")).doesNotContainKey("limits");
  }

  @Test
  void changesTheLogByTheRouteAlone() {
    world.serve("");
    world.applyLogger("{mode: all, url: 'http://log/x', metadataHeaders: [X-Id]}");

    Plan plan = world.plan();

    assertThat(plan.create()).isEmpty();
    assertThat(plan.delete()).isEmpty();
    world.act();
    assertThat(Json.same(world.route("iris-predictor").get("log"), Yaml.fields(LOG))).isTrue();

    world.apply("");
    world.act();
    assertThat(world.route("iris-predictor")).doesNotContainKey("log");
  }

  @Test
  void leavesAServiceAsItWasWhenItsLimitsAreWrong() {
    world.serve("");
    world.annotate("slipway.io/limits", "rate=5");
    world.act();
    world.annotate("slipway.io/limits", "speed=5");

    Plan plan = world.plan();

    assertThat(plan.update()).isEmpty();
    assertThat(plan.delete()).isEmpty();
    assertThat(world.condition(plan, "Ready")).isEqualTo("False InvalidPredictorSpec");
    assertThat(world.message(plan, "Ready")).contains("limits: speed=5");
  }

  @Test
  void saysThatItCouldNotDecideAndAsksForAnotherTime() {
    world.serve("");
    world.annotate("slipway.io/limits", "broken");

    Plan plan = world.plan();

    assertThat(world.condition(plan, "Ready")).isEqualTo("False PlanningFailed");
    assertThat(world.message(plan, "Ready")).contains("IllegalStateException: no rules");
    assertThat(plan.failure()).isInstanceOf(IllegalStateException.class);
    assertThat(plan.delete()).isEmpty();
  }
}
