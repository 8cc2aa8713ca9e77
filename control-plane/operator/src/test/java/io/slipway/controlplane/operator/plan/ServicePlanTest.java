// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.client.Json;
import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.testing.Yaml;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A service from its first Pod to its end, as {@link World} lives through it. */
class ServicePlanTest {
  private final World world = new World();

  @Test
  void beginsWithARevisionAndItsPod() {
    world.apply("");

    Plan plan = world.plan();

    assertThat(Yaml.names(plan.create()))
        .containsExactly("Revision/iris-predictor-00001", "Pod/iris-predictor-00001-0");
    assertThat(plan.update()).isEmpty();
    assertThat(plan.delete()).isEmpty();
    assertThat(world.condition(plan, "Ready")).isEqualTo("Unknown Deploying");
    assertThat(Fields.text(plan.status(), "modelStatus", "transitionStatus"))
        .isEqualTo("InProgress");
    assertThat(Fields.text(plan.status(), "modelStatus", "states", "targetModelState"))
        .isEqualTo("Pending");
  }

  @Test
  void ownsAndLabelsWhatItMakes() {
    world.apply("");

    assertThat(world.plan().create())
        .allSatisfy(made -> {
          assertThat(made.metadata().namespace()).isEqualTo("team");
          assertThat(made.metadata().owner())
              .isNotNull()
              .extracting("kind", "name", "uid")
              .containsExactly("InferenceService", "iris", "uid-iris");
          assertThat(made.metadata().labels())
              .containsEntry("serving.kserve.io/inferenceservice", "iris")
              .containsEntry("component", "predictor");
        });
  }

  @Test
  void doesNothingTwice() {
    world.apply("");
    world.act();

    Plan plan = world.plan();

    assertThat(plan.create()).isEmpty();
    assertThat(plan.delete()).isEmpty();
  }

  @Test
  void routesOnceThePodIsReady() {
    world.apply("");
    world.act();
    world.ready("iris-predictor-00001-0");

    Plan plan = world.plan();

    assertThat(Yaml.names(plan.create())).containsExactly("Route/iris-predictor");
    assertSame(
        plan.create().getFirst().spec(),
        """
        service: iris
        component: predictor
        names: [iris, iris-predictor]
        traffic: [{revision: iris-predictor-00001, percent: 100}]
        """);
    assertThat(world.condition(plan, "IngressReady")).isEqualTo("Unknown RouteNotInPlace");
    assertThat(plan.status()).doesNotContainKey("url");
  }

  @Test
  void isReadyWhenTheRouterGoesByTheRoute() {
    world.serve("");

    Map<String, Object> status = world.plan().status();

    assertThat(world.condition(world.plan(), "Ready")).isEqualTo("True ");
    assertThat(Fields.text(status, "url")).isEqualTo("http://127.0.0.1:8080/serving/team/iris");
    assertThat(Fields.text(status, "address", "url")).isEqualTo(Fields.text(status, "url"));
    assertThat(Fields.text(status, "clusterServingRuntimeName")).isEqualTo("slipway");
    assertThat(Fields.text(status, "modelStatus", "transitionStatus")).isEqualTo("UpToDate");
    assertThat(Fields.text(status, "components", "predictor", "latestReadyRevision"))
        .isEqualTo("iris-predictor-00001");
    assertThat(Fields.text(status, "components", "predictor", "url"))
        .isEqualTo("http://127.0.0.1:8080/serving/team/iris-predictor");
    assertThat(Fields.number(status, 0, "observedGeneration")).isEqualTo(1);
  }

  @Test
  void saysTheSchemeThatTheFrontHas() {
    world.protect();
    world.serve("");

    Map<String, Object> status = world.plan().status();

    String url = "https://127.0.0.1:8080/serving/team/iris";
    assertThat(Fields.text(status, "url")).isEqualTo(url);
    assertThat(Fields.text(status, "address", "url")).isEqualTo(url);
    assertThat(Fields.text(status, "components", "predictor", "url")).isEqualTo(url + "-predictor");
  }

  @Test
  void keepsTheTimesOfConditionsThatStay() {
    world.serve("");
    Map<String, Object> first = world.plan().status();
    world.clockRuns();

    assertThat(Json.same(world.plan().status(), first)).isTrue();
  }

  @Test
  void givesACanaryItsPercentOnceItIsReady() {
    world.serve("");
    world.applyCanary(10, "args: [--workers=2]");

    world.act(); // the route names it before it is there
    assertThat(world.names()).contains("Revision/iris-predictor-00002");
    assertThat(world.names()).doesNotContain("Pod/iris-predictor-00002-0");
    assertTraffic(
        "[{revision: iris-predictor-00002, percent: 0}, {revision: iris-predictor-00001, percent:"
            + " 100}]");
    world.routerReads();
    world.act();
    assertThat(world.names()).contains("Pod/iris-predictor-00002-0");
    assertThat(world.condition(world.plan(), "Ready")).isEqualTo("Unknown Deploying");
    world.ready("iris-predictor-00002-0");
    world.act();

    assertTraffic(
        "[{revision: iris-predictor-00002, percent: 10}, {revision: iris-predictor-00001, percent:"
            + " 90}]");
    world.routerReads();
    world.act();
    Plan plan = world.plan();
    assertThat(world.condition(plan, "Ready")).isEqualTo("True ");
    assertThat(world.names()).contains("Pod/iris-predictor-00001-0", "Pod/iris-predictor-00002-0");
    assertSame(
        Fields.map(plan.status(), "components", "predictor"),
        """
        latestCreatedRevision: iris-predictor-00002
        latestReadyRevision: iris-predictor-00002
        latestRolledoutRevision: iris-predictor-00001
        traffic:
          - {latestRevision: true, percent: 10, revisionName: iris-predictor-00002}
          - {latestRevision: false, percent: 90, revisionName: iris-predictor-00001, tag: prev}
        url: http://127.0.0.1:8080/serving/team/iris-predictor
        """);
  }

  @Test
  void promotesACanaryThatIsNoneAnyMore() {
    canary(10);
    world.apply("args: [--workers=2]");
    world.act();

    assertTraffic("[{revision: iris-predictor-00002, percent: 100}]");
    assertThat(world.names()).contains("Pod/iris-predictor-00001-0");
    world.routerReads();
    world.act();
    assertThat(world.names()).doesNotContain("Pod/iris-predictor-00001-0");
    Map<String, Object> status = Fields.map(world.plan().status(), "components", "predictor");
    assertThat(status)
        .containsEntry("latestRolledoutRevision", "iris-predictor-00002")
        .containsEntry("previousRolledoutRevision", "iris-predictor-00001");
  }

  @Test
  void rollsBackToTheRevisionBeforeEvenAfterThePromotion() {
    canary(10);
    world.apply("args: [--workers=2]");
    world.act();
    world.routerReads();
    world.act();
    world.applyCanary(0, "args: [--workers=2]");

    world.act(); // the old Pods are there again before they get anything
    assertTraffic(
        "[{revision: iris-predictor-00002, percent: 100}, {revision: iris-predictor-00001, percent:"
            + " 0}]");
    assertThat(world.names()).contains("Pod/iris-predictor-00001-0", "Pod/iris-predictor-00002-0");
    assertThat(world.message(world.plan(), "Ready")).contains("iris-predictor-00001: 0 of 1");
    world.ready("iris-predictor-00001-0");
    world.act();
    world.routerReads();
    world.act();

    assertTraffic(
        "[{revision: iris-predictor-00002, percent: 0}, {revision: iris-predictor-00001, percent:"
            + " 100}]");
    world.act();
    assertThat(world.condition(world.plan(), "Ready")).isEqualTo("True ");
    assertThat(Fields.map(world.plan().status(), "components", "predictor"))
        .containsEntry("latestRolledoutRevision", "iris-predictor-00001")
        .containsEntry("latestReadyRevision", "iris-predictor-00002");
  }

  @Test
  void hasNoCanaryBeforeThereIsARevisionToCompareWith() {
    world.applyCanary(10, "");
    world.act();
    world.ready("iris-predictor-00001-0");
    world.act();

    assertTraffic("[{revision: iris-predictor-00001, percent: 100}]");
  }

  @Test
  void refusesACanaryThatRunsElsewhere() {
    world.serve("");
    world.applyCanary(10, "");
    world.annotate("slipway.io/isolation", "process");

    Plan plan = world.plan();

    assertThat(world.condition(plan, "Ready")).isEqualTo("False InvalidPredictorSpec");
    assertThat(world.message(plan, "Ready")).startsWith("spec.predictor.canaryTrafficPercent: ");
    assertThat(plan.create()).isEmpty();
  }

  /** A second revision that gets so many percent. */
  private void canary(int percent) {
    world.serve("");
    world.applyCanary(percent, "args: [--workers=2]");
    world.act();
    world.routerReads();
    world.act();
    world.ready("iris-predictor-00002-0");
    world.act();
    world.routerReads();
    world.act();
  }

  private void assertTraffic(String expected) {
    assertSame(
        Map.of("traffic", Fields.list(world.route("iris-predictor"), "traffic")),
        "traffic: " + expected);
  }

  @Test
  void letsTheOldRevisionAnswerUntilTheNewOneIsReady() {
    world.serve("");
    world.apply("args: [--workers=2]");

    Plan plan = world.plan();

    assertThat(Yaml.names(plan.create()))
        .containsExactly("Revision/iris-predictor-00002", "Pod/iris-predictor-00002-0");
    assertThat(plan.update()).isEmpty();
    assertThat(plan.delete()).isEmpty();
    assertThat(world.condition(plan, "Ready")).isEqualTo("Unknown Deploying");
    assertThat(world.message(plan, "Ready"))
        .contains("iris-predictor-00002: 0 of 1 Pods are ready; iris-predictor-00001 answers");
    assertThat(Fields.text(plan.status(), "url")).isNotEmpty();
  }

  @Test
  void movesRequestsAndOnlyThenTakesTheOldPodsAway() {
    world.serve("");
    world.apply("args: [--workers=2]");
    world.act();
    world.ready("iris-predictor-00002-0");

    Plan moving = world.plan();
    assertThat(Yaml.names(moving.update())).containsExactly("Route/iris-predictor");
    assertThat(moving.delete()).as("the router has not read the route yet").isEmpty();

    world.act();
    assertThat(world.plan().delete()).isEmpty();

    world.routerReads();
    Plan moved = world.plan();
    assertThat(Yaml.names(moved.delete())).containsExactly("Pod/iris-predictor-00001-0");
    assertThat(Fields.text(moved.status(), "components", "predictor", "previousRolledoutRevision"))
        .isEqualTo("iris-predictor-00001");
    assertThat(world.condition(moved, "Ready")).isEqualTo("True ");
  }

  @Test
  void dropsARevisionThatNeverAnswered() {
    world.serve("");
    world.apply("args: [--workers=2]");
    world.act();
    world.apply("args: [--workers=3]");

    Plan plan = world.plan();

    assertThat(Yaml.names(plan.create()))
        .containsExactly("Revision/iris-predictor-00003", "Pod/iris-predictor-00003-0");
    assertThat(Yaml.names(plan.delete())).containsExactly("Pod/iris-predictor-00002-0");
  }

  @Test
  void goesBackToAnEarlierTemplateWithANewNumber() {
    world.serve("");
    world.apply("args: [--workers=2]");
    world.act();
    world.apply("");

    assertThat(Yaml.names(world.plan().create())).contains("Revision/iris-predictor-00003");
  }

  @Test
  void scalesWithoutANewRevision() {
    world.serve("");
    world.applyReplicas(3);

    Plan more = world.plan();
    assertThat(Yaml.names(more.create()))
        .containsExactly("Pod/iris-predictor-00001-1", "Pod/iris-predictor-00001-2");
    assertThat(world.condition(more, "Ready")).isEqualTo("True ");

    world.act();
    world.applyReplicas(1);
    assertThat(Yaml.names(world.plan().delete()))
        .containsExactly("Pod/iris-predictor-00001-1", "Pod/iris-predictor-00001-2");
  }

  @Test
  void waitsForAllCopiesOfANewRevision() {
    world.applyReplicas(2);
    world.act();
    world.ready("iris-predictor-00001-0");
    assertThat(world.plan().create()).isEmpty();

    world.ready("iris-predictor-00001-1");
    assertThat(Yaml.names(world.plan().create())).containsExactly("Route/iris-predictor");
  }

  @Test
  void makesALostPodAnew() {
    world.serve("");
    world.lose("iris-predictor-00001-0");

    Plan plan = world.plan();

    assertThat(Yaml.names(plan.create())).containsExactly("Pod/iris-predictor-00001-0");
    assertThat(world.condition(plan, "Ready")).isEqualTo("Unknown Deploying");
  }

  @Test
  void replacesAPodThatHasEndedButNotInALoop() {
    world.apply("");
    world.act();
    world.end("iris-predictor-00001-0");

    Plan soon = world.plan();
    assertThat(soon.delete()).isEmpty();
    assertThat(soon.again()).isNotNull();

    world.clockRuns();
    assertThat(Yaml.names(world.plan().delete())).containsExactly("Pod/iris-predictor-00001-0");
  }

  @Test
  void saysWhyAModelDoesNotLoad() {
    world.serve("");
    world.apply("args: [--workers=2]");
    world.act();
    world.crash("iris-predictor-00002-0", "no such operator: Foo");

    Plan plan = world.plan();

    assertThat(world.condition(plan, "PredictorReady")).isEqualTo("False RevisionFailed");
    assertThat(world.message(plan, "Ready"))
        .contains("CrashLoopBackOff", "no such operator: Foo", "iris-predictor-00001 answers");
    assertSame(
        Fields.map(plan.status(), "modelStatus"),
        """
        transitionStatus: BlockedByFailedLoad
        states: {activeModelState: Loaded, targetModelState: FailedToLoad}
        copies: {failedCopies: 1, totalCopies: 1}
        lastFailureInfo:
          exitCode: 1
          message: "no such operator: Foo"
          modelRevisionName: iris-predictor-00002
          reason: RuntimeUnhealthy
          time: "2026-01-01T00:00:00Z"
        """);
  }

  @Test
  void saysWhyAPodHasNoPlace() {
    world.apply("");
    world.act();
    world.unschedulable("iris-predictor-00001-0", "not enough memory");

    assertThat(world.condition(world.plan(), "Ready")).isEqualTo("False Unschedulable");
    assertThat(world.message(world.plan(), "Ready")).contains("not enough memory");
  }

  @Test
  void leavesWhatRunsAloneWhenTheServiceCannotBeServed() {
    world.serve("");
    world.apply("runtime: missing");

    Plan plan = world.plan();

    assertThat(plan.create()).isEmpty();
    assertThat(plan.update()).isEmpty();
    assertThat(plan.delete()).isEmpty();
    assertThat(world.condition(plan, "Ready")).isEqualTo("False RuntimeNotRecognized");
    assertThat(Fields.text(plan.status(), "modelStatus", "transitionStatus"))
        .isEqualTo("InvalidSpec");
    assertThat(Fields.text(plan.status(), "url")).isNotEmpty();
  }

  @Test
  void stopsAServiceAfterItsRequestsGoNowhere() {
    world.serve("");
    world.annotate("serving.kserve.io/stop", "true");

    Plan stopping = world.plan();
    assertThat(Yaml.names(stopping.update())).containsExactly("Route/iris-predictor");
    assertThat(stopping.delete()).isEmpty();
    assertThat(world.condition(stopping, "Ready")).isEqualTo("False Stopped");
    assertThat(world.condition(stopping, "Stopped")).isEqualTo("True ");

    world.act();
    world.routerReads();
    Plan stopped = world.plan();
    assertThat(Yaml.names(stopped.delete())).containsExactly("Pod/iris-predictor-00001-0");
    assertThat(stopped.create()).isEmpty();
  }

  @Test
  void startsAStoppedServiceAgainWithTheSameRevision() {
    world.serve("");
    world.annotate("serving.kserve.io/stop", "true");
    world.act();
    world.routerReads();
    world.act();
    world.annotate("serving.kserve.io/stop", "false");

    assertThat(Yaml.names(world.plan().create())).containsExactly("Pod/iris-predictor-00001-0");
  }

  @Test
  void keepsTenOldRevisions() {
    world.serve("");
    for (int i = 2; i <= 14; i++) {
      world.apply("args: [--workers=" + i + "]");
      world.act();
      world.ready("iris-predictor-000%02d-0".formatted(i));
      world.act();
      world.routerReads();
      world.act();
    }

    assertThat(world.names().stream().filter(name -> name.startsWith("Revision/")).sorted())
        .hasSize(11)
        .startsWith("Revision/iris-predictor-00004");
    assertThat(world.names()).contains("Pod/iris-predictor-00014-0");
  }

  private static void assertSame(Map<String, Object> actual, String yaml) {
    Map<String, Object> expected = Yaml.fields(yaml);
    assertThat(Json.same(actual, expected)).as("%s is %s", actual, expected).isTrue();
  }
}
