// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.cronjob;

import static io.slipway.controlplane.controllers.testing.Objects.NOW;
import static io.slipway.controlplane.controllers.testing.Objects.created;
import static io.slipway.controlplane.controllers.testing.Objects.object;
import static io.slipway.controlplane.controllers.testing.Objects.owned;
import static io.slipway.controlplane.controllers.testing.Objects.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.plan.Change;
import io.slipway.controlplane.controllers.plan.Plan;
import io.slipway.controlplane.controllers.testing.FakeWorld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CronJobsTest {
  private final FakeWorld world = new FakeWorld();

  /** Has been there for an hour; its last time is now. */
  private static KubeObject cron(String more) {
    return object(
        Kind.CRON_JOB,
        "tick",
        """
        {'spec': {'schedule': '*/30 * * * *', 'timeZone': 'UTC', %s
          'jobTemplate': {'spec': {'template': {'spec': {}}}}}}
        """
            .formatted(more));
  }

  private Plan plan(KubeObject cron) {
    return new CronJobs().plan(cron, world, NOW);
  }

  /** The Job of this time is there, though the status does not say so. */
  private void make(KubeObject cron, String status) {
    Fields job = FakeWorld.created(plan(cron), Kind.JOB).getFirst();
    world.put(status(created(job.json(), job.fields("metadata").text("name")), status));
  }

  @Test
  void tellsTheTimeOnlyOnceTheJobIsMade() {
    Plan plan = plan(cron(""));

    assertThat(plan.changes()).hasSize(2);
    assertThat(plan.changes().getFirst()).isInstanceOf(Change.Create.class);
    assertThat(FakeWorld.status(plan).text("lastScheduleTime")).isEqualTo("2026-03-01T12:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Allow", "Forbid", "Replace"})
  void takesAJobThatWasMadeBeforeItsTimeWasTold(String policy) {
    KubeObject cron = cron("'concurrencyPolicy': '" + policy + "',");
    make(cron, "{}");

    Plan plan = plan(cron);

    assertThat(plan.changes()).hasSize(1);
    assertThat(FakeWorld.status(plan).text("lastScheduleTime")).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(FakeWorld.status(plan).list("active")).hasSize(1);
  }

  @Test
  void tellsTheTimeBeforeItForgetsItsJob() {
    KubeObject cron = cron("'successfulJobsHistoryLimit': 0,");
    make(cron, "{'conditions': [{'type': 'Complete', 'status': 'True'}]}");

    Plan plan = plan(cron);

    assertThat(plan.changes().getFirst()).isInstanceOf(Change.Status.class);
    assertThat(FakeWorld.status(plan).text("lastScheduleTime")).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(FakeWorld.deleted(plan)).hasSize(1);
  }

  @Test
  void tellsWhatHasEndedAlsoIfTheNextJobIsRefused() {
    KubeObject ended =
        status(
            object(Kind.JOB, "tick-1", "{}"),
            "{'conditions': [{'type': 'Complete', 'status': 'True'}], 'completionTime':"
                + " '2026-03-01T11:40:00Z'}");
    world.put(owned(ended, Kind.CRON_JOB, cron("")));

    Plan plan = plan(cron(""));

    assertThat(plan.changes()).hasSize(2);
    assertThat(FakeWorld.status(plan).text("lastSuccessfulTime")).isNotEmpty();
    assertThat(FakeWorld.status(plan).text("lastScheduleTime")).isEmpty();
    assertThat(plan.changes().getLast()).isInstanceOf(Change.Create.class);
  }
}
