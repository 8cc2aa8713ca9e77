// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose the name of a service is that has a transformer. */
class TransformerPlanTest {
  private final World world = new World();

  @Test
  void givesTheServicesNameToATransformerThatCanAnswer() {
    world.serve("");
    world.addTransformer();
    world.act();
    assertThat(world.route("iris-predictor").get("names"))
        .isEqualTo(List.of("iris", "iris-predictor"));

    world.ready("iris-transformer-00001-0");
    world.act();

    assertThat(world.route("iris-predictor").get("names")).isEqualTo(List.of("iris-predictor"));
    assertThat(world.route("iris-transformer").get("names"))
        .isEqualTo(List.of("iris", "iris-transformer"));
    world.routerReads();
    assertThat(world.condition(world.plan(), "TransformerReady")).isEqualTo("True ");
  }

  @Test
  void neverGivesTheNameOfATransformerThatIsNotReadyToThePredictor() {
    world.addTransformer();
    world.act();
    assertThat(world.route("iris-transformer"))
        .containsEntry("names", List.of("iris", "iris-transformer"))
        .containsEntry("traffic", List.of());

    world.ready("iris-predictor-00001-0");
    world.act();

    assertThat(world.route("iris-predictor").get("names")).isEqualTo(List.of("iris-predictor"));
    world.routerReads();
    assertThat(world.condition(world.plan(), "IngressReady")).isEqualTo("Unknown NothingToRouteTo");
    assertThat(world.plan().status()).doesNotContainKey("url");
  }

  @Test
  void aTransformerHasItsNameBackBeforeThePredictorWhenAServiceIsResumed() {
    world.serve("");
    world.addTransformer();
    world.act();
    world.ready("iris-transformer-00001-0");
    world.act();
    world.routerReads();
    world.act();
    world.annotate("serving.kserve.io/stop", "true");
    world.act();
    world.routerReads();
    world.act();
    world.annotate("serving.kserve.io/stop", "false");
    world.act();
    world.ready("iris-predictor-00001-0");
    world.act();

    assertThat(world.route("iris-predictor"))
        .containsEntry("names", List.of("iris-predictor"))
        .doesNotContainEntry("traffic", List.of());
    assertThat(world.route("iris-transformer"))
        .containsEntry("names", List.of("iris", "iris-transformer"))
        .containsEntry("traffic", List.of());
  }

  @Test
  void takesAwayAComponentThatTheServiceHasNoMore() {
    world.serve("");
    world.addTransformer();
    world.act();
    world.ready("iris-transformer-00001-0");
    world.act();
    world.routerReads();
    world.apply("");
    world.act();
    world.routerReads();

    world.act();

    assertThat(world.names())
        .containsExactlyInAnyOrder(
            "Pod/iris-predictor-00001-0", "Revision/iris-predictor-00001", "Route/iris-predictor");
  }

  @Test
  void saysWhatItsCallsOfThePredictorNeed() {
    world.addTransformer();
    assertThat(world.conditions(world.plan())).doesNotContain("PredictorCallsProtected");

    world.protect();

    Plan plan = world.plan();
    assertThat(world.condition(plan, "PredictorCallsProtected")).isEqualTo("True WhoCallsIsAsked");
    assertThat(world.message(plan, "PredictorCallsProtected"))
        .contains("https://127.64.0.0:8080/serving/team/iris-predictor", "certificate", "token");
  }
}
