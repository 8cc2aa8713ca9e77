// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.job;

import static io.slipway.controlplane.controllers.testing.Objects.NOW;
import static io.slipway.controlplane.controllers.testing.Objects.object;
import static io.slipway.controlplane.controllers.testing.Objects.owned;
import static io.slipway.controlplane.controllers.testing.Objects.status;
import static io.slipway.controlplane.controllers.testing.Objects.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Conditions;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.plan.Plan;
import io.slipway.controlplane.controllers.testing.FakeWorld;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobsTest {
  private static final String STARTED = "'startTime': '2026-03-01T11:00:00Z'";
  private final FakeWorld world = new FakeWorld();

  private static KubeObject job(String spec, String status) {
    return object(
        Kind.JOB,
        "sum",
        """
        {'spec': {%s 'selector': {'matchLabels': {'job': 'sum'}},
          'template': {'metadata': {'labels': {'job': 'sum'}}, 'spec': {'restartPolicy': 'Never',
            'containers': [{'name': 'main'}]}}}, 'status': {%s}}
        """
            .formatted(spec, status));
  }

  private static KubeObject pod(String name, String phase, String more) {
    KubeObject pod =
        with(
            object(Kind.POD, name, "{}"),
            "{'labels': {'job': 'sum'}, 'finalizers': ['batch.kubernetes.io/job-tracking'] %s}"
                .formatted(more));
    return owned(status(pod, "{'phase': '%s'}".formatted(phase)), Kind.JOB, job("", ""));
  }

  private static KubeObject failed(String name, String finished, int code) {
    return status(
        pod(name, "Failed", ""),
        """
        {'phase': 'Failed', 'containerStatuses': [{'name': 'main',
          'state': {'terminated': {'exitCode': %d, 'finishedAt': '%s'}}}]}
        """
            .formatted(code, finished));
  }

  private Plan plan(String spec, String status) {
    return new Jobs().plan(job(spec, status), world, NOW);
  }

  private static String condition(Plan plan, String type) {
    Fields condition = Conditions.of(FakeWorld.status(plan).list("conditions"), type);
    return condition.text("status") + " " + condition.text("reason");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'completions': 5, 'parallelism': 2,                    | '_': 0         | 2",
        "'completions': 5, 'parallelism': 9,                    | 'succeeded': 3 | 2",
        "'parallelism': 3,                                      | '_': 0         | 3",
        "'parallelism': 3,                                      | 'succeeded': 1 | 0",
        "'completions': 5, 'parallelism': 0,                    | '_': 0         | 0",
        "'completions': 5, 'parallelism': 2, 'suspend': true,   | '_': 0         | 0",
      })
  void createsAsManyPodsAsMayRun(String spec, String status, int count) {
    assertThat(FakeWorld.created(plan(spec, status), Kind.POD)).hasSize(count);
  }

  @Test
  void aPodThatHasEndedIsNamedBeforeItIsLetGo() {
    world.put(pod("a", "Succeeded", ""));

    Plan plan = plan("'completions': 2, 'parallelism': 1,", STARTED);

    Fields status = FakeWorld.status(plan);
    assertThat(status.fields("uncountedTerminatedPods").texts("succeeded"))
        .containsExactly("uid-a");
    assertThat(status.has("succeeded")).isFalse();
    assertThat(FakeWorld.patch(plan, "a").fields("metadata").texts("finalizers")).isEmpty();
    assertThat(plan.changes().getFirst())
        .isInstanceOf(io.slipway.controlplane.controllers.plan.Change.Status.class);
  }

  @Test
  void itIsCountedOnceItHasBeenLetGoWhoeverDeletesIt() {
    Plan plan =
        plan(
            "'completions': 2, 'parallelism': 1,",
            STARTED + ", 'uncountedTerminatedPods': {'succeeded': ['uid-a']}");

    assertThat(FakeWorld.status(plan).number("succeeded", 0)).isEqualTo(1);
    assertThat(FakeWorld.status(plan).fields("uncountedTerminatedPods").isEmpty()).isTrue();
  }

  @Test
  void isCompleteWhenAllPodsAreCounted() {
    String spec = "'completions': 1, 'parallelism': 1,";
    world.put(pod("a", "Succeeded", ""));
    Plan first = plan(spec, STARTED);
    assertThat(condition(first, "SuccessCriteriaMet")).isEqualTo("True CompletionsReached");
    assertThat(condition(first, "Complete")).isEqualTo(" ");

    world.put(with(pod("a", "Succeeded", ""), "{'finalizers': []}"));
    KubeObject job = job(spec, "");
    job.json().put("status", FakeWorld.status(first).json());
    Plan second = new Jobs().plan(job, world, NOW);

    assertThat(condition(second, "Complete")).isEqualTo("True CompletionsReached");
    assertThat(FakeWorld.status(second).text("completionTime")).isEqualTo("2026-03-01T12:00:00Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'backoffLimit': 0,                              | BackoffLimitExceeded",
        "'backoffLimit': 3, 'activeDeadlineSeconds': 60, | DeadlineExceeded",
        "'backoffLimit': 3, 'successPolicy': {},         | UnsupportedField",
      })
  void failsForTheReasonThatKubernetesGives(String spec, String reason) {
    world.put(failed("a", "2026-03-01T11:59:00Z", 1)).put(pod("b", "Running", ""));

    Plan plan = plan("'completions': 2, 'parallelism': 2, " + spec, STARTED);

    assertThat(condition(plan, "FailureTarget")).isEqualTo("True " + reason);
    assertThat(FakeWorld.deleted(plan)).containsExactly("b");
    assertThat(FakeWorld.created(plan, Kind.POD)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 2026-03-01T11:59:55Z, 5", "3, 2026-03-01T11:59:55Z, 35"})
  void waitsLongerAfterEachFailure(int failures, String last, int seconds) {
    for (int i = 0; i < failures; i++) {
      world.put(failed("a" + i, last, 1));
    }

    Plan plan = plan("'completions': 1, 'parallelism': 1, 'backoffLimit': 6,", STARTED);

    assertThat(FakeWorld.created(plan, Kind.POD)).isEmpty();
    assertThat(plan.again().in()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "42, FailJob, True PodFailurePolicy, 1",
    "42, Ignore, ' ', 0",
    "42, Count, ' ', 1",
    "1, FailJob, ' ', 1",
  })
  void obeysThePolicyOfFailures(int code, String action, String target, int counted) {
    world.put(failed("a", "2026-03-01T11:00:00Z", code));
    String policy =
        """
        'completions': 1, 'parallelism': 1, 'backoffLimit': 6,
        'podFailurePolicy': {'rules': [{'action': '%s',
          'onExitCodes': {'operator': 'In', 'values': [42]}}]},
        """
            .formatted(action);

    Plan plan = plan(policy, STARTED);

    assertThat(condition(plan, "FailureTarget")).isEqualTo(target);
    assertThat(FakeWorld.status(plan).fields("uncountedTerminatedPods").texts("failed"))
        .hasSize(counted);
  }

  @Test
  void givesEachIndexAPodThatKnowsIt() {
    String spec = "'completionMode': 'Indexed', 'completions': 4, 'parallelism': 2,";
    world.put(
        pod("b", "Running", ", 'annotations': {'batch.kubernetes.io/job-completion-index': '1'}"));

    Plan plan = plan(spec, STARTED + ", 'completedIndexes': '0', 'succeeded': 1");

    Fields pod = FakeWorld.created(plan, Kind.POD).getFirst();
    assertThat(pod.fields("metadata").text("generateName")).isEqualTo("sum-2-");
    assertThat(pod.fields("spec").text("hostname")).isEqualTo("sum-2");
    Fields variable = pod.fields("spec").list("containers").getFirst().list("env").getFirst();
    assertThat(variable.text("name")).isEqualTo("JOB_COMPLETION_INDEX");
    assertThat(variable.text("value")).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Complete", "Failed"})
  void isForgottenAfterItsTime(String end) {
    String status =
        STARTED
            + """
            , 'conditions': [{'type': '%s', 'status': 'True',
                'lastTransitionTime': '2026-03-01T11:59:00Z'}]
            """
                .formatted(end);

    assertThat(FakeWorld.deleted(plan("'ttlSecondsAfterFinished': 60,", status)))
        .containsExactly("sum");
    Plan early = plan("'ttlSecondsAfterFinished': 70,", status);
    assertThat(early.changes()).isEmpty();
    assertThat(early.again().in()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void leavesAJobOfAnotherControllerAlone() {
    assertThat(plan("'managedBy': 'example.com/other',", "").changes()).isEmpty();
  }

  @Test
  void letsThePodsOfAJobGoThatIsGone() {
    world.put(pod("a", "Running", ""));

    Plan plan = new Jobs().gone("ns", "sum", world);

    assertThat(FakeWorld.patch(plan, "a").fields("metadata").texts("finalizers")).isEmpty();
    assertThat(new Jobs().gone("ns", "other", world).changes()).isEqualTo(List.of());
  }
}
