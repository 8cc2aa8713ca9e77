// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.deployment;

import static io.slipway.controlplane.controllers.testing.Objects.NOW;
import static io.slipway.controlplane.controllers.testing.Objects.created;
import static io.slipway.controlplane.controllers.testing.Objects.object;
import static io.slipway.controlplane.controllers.testing.Objects.owned;
import static io.slipway.controlplane.controllers.testing.Objects.status;
import static io.slipway.controlplane.controllers.testing.Objects.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.plan.Plan;
import io.slipway.controlplane.controllers.testing.FakeWorld;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentsTest {
  private final FakeWorld world = new FakeWorld();

  private static KubeObject deployment(int replicas, String more, String image) {
    return object(
        Kind.DEPLOYMENT,
        "web",
        """
        {'spec': {'replicas': %d, %s 'selector': {'matchLabels': {'app': 'web'}},
          'template': {'metadata': {'labels': {'app': 'web'}},
                       'spec': {'containers': [{'name': 'main', 'image': '%s'}]}}}}
        """
            .formatted(replicas, more, image));
  }

  private static String rolling(String surge, String unavailable) {
    return "'strategy': {'type': 'RollingUpdate', 'rollingUpdate': {'maxSurge': %s,"
            .formatted(surge)
        + " 'maxUnavailable': %s}},".formatted(unavailable);
  }

  /** The ReplicaSet of a template, with as many Pods as it says, some of them available. */
  private KubeObject set(KubeObject deployment, int size, int available) {
    Plan plan = new Deployments().plan(deployment, new FakeWorld(), NOW);
    Fields made = FakeWorld.created(plan, Kind.REPLICA_SET).getFirst();
    String hash = made.fields("metadata").fields("labels").text("pod-template-hash");
    KubeObject set = created(made.json(), "web-" + hash);
    set = with(set, "{'annotations': {}}");
    set.spec().json().put("replicas", size);
    KubeObject counted =
        status(
            set,
            "{'replicas': %d, 'readyReplicas': %d, 'availableReplicas': %d, 'observedGeneration': 1}"
                .formatted(size, available, available));
    world.put(counted);
    return counted;
  }

  private Plan plan(KubeObject deployment) {
    return new Deployments().plan(deployment, world, NOW);
  }

  @Test
  void beginsWithAReplicaSetOfItsTemplate() {
    Plan plan = plan(deployment(3, "", "a"));

    Fields set = FakeWorld.created(plan, Kind.REPLICA_SET).getFirst();
    String hash = set.fields("metadata").fields("labels").text("pod-template-hash");
    assertThat(set.fields("metadata").text("name")).isEqualTo("web-" + hash);
    assertThat(set.fields("spec").number("replicas", 0)).isEqualTo(3);
    assertThat(set.fields("spec").fields("selector").textMap("matchLabels"))
        .containsEntry("app", "web")
        .containsEntry("pod-template-hash", hash);
    assertThat(set.fields("metadata").textMap("annotations"))
        .containsEntry("deployment.kubernetes.io/revision", "1")
        .containsEntry("deployment.kubernetes.io/desired-replicas", "3")
        .containsEntry("deployment.kubernetes.io/max-replicas", "4");
  }

  @ParameterizedTest
  @CsvSource({
    // replicas, surge, unavailable: size of the new one
    "4, 1, 0, 1",
    "4, '''50%''', 0, 2",
    "4, 0, 1, 0",
    "10, '''25%''', '''25%''', 3",
  })
  void makesRoomForTheNewOne(int replicas, String surge, String unavailable, int size) {
    String strategy = rolling(surge.replace("''", "'"), unavailable.replace("''", "'"));
    set(deployment(replicas, strategy, "a"), replicas, replicas);

    Plan plan = plan(deployment(replicas, strategy, "b"));

    assertThat(
            FakeWorld.created(plan, Kind.REPLICA_SET)
                .getFirst()
                .fields("spec")
                .number("replicas", -1))
        .isEqualTo(size);
  }

  @ParameterizedTest
  @CsvSource({
    // old size and available, new size and available: old size then
    "4, 4, 1, 0, 4", // nothing new answers yet
    "4, 4, 1, 1, 3",
    "4, 2, 1, 0, 4", // of broken ones no more go than are dispensable
    "4, 2, 1, 1, 3",
    "0, 0, 4, 4, 0",
  })
  void takesAwayWhatIsDispensable(int old, int oldReady, int next, int nextReady, int then) {
    String strategy = rolling("1", "0");
    KubeObject before = set(deployment(4, strategy, "a"), old, oldReady);
    set(deployment(4, strategy, "b"), next, nextReady);

    Plan plan = plan(deployment(4, strategy, "b"));

    Fields patch = FakeWorld.patch(plan, before.name());
    assertThat(patch.fields("spec").number("replicas", old)).isEqualTo(then);
  }

  @Test
  void recreatesOnlyAfterTheLastOldPod() {
    String strategy = "'strategy': {'type': 'Recreate'},";
    KubeObject old = set(deployment(2, strategy, "a"), 0, 0);
    KubeObject pod = owned(object(Kind.POD, "web-1", "{}"), Kind.REPLICA_SET, old);
    world.put(pod);

    assertThat(FakeWorld.created(plan(deployment(2, strategy, "b")), Kind.REPLICA_SET)).isEmpty();

    world.remove(pod);
    assertThat(FakeWorld.created(plan(deployment(2, strategy, "b")), Kind.REPLICA_SET)).hasSize(1);
  }

  @Test
  void aTemplateOfOldBecomesTheNewestRevision() {
    KubeObject first =
        with(
            set(deployment(2, "", "a"), 0, 0),
            "{'annotations': {'deployment.kubernetes.io/revision': '1'}}");
    world.put(first);
    KubeObject second =
        with(
            set(deployment(2, "", "b"), 2, 2),
            "{'annotations': {'deployment.kubernetes.io/revision': '2'}}");
    world.put(second);

    Plan plan = plan(deployment(2, "", "a"));

    assertThat(FakeWorld.patch(plan, first.name()).fields("metadata").textMap("annotations"))
        .containsEntry("deployment.kubernetes.io/revision", "3")
        .containsEntry("deployment.kubernetes.io/revision-history", "1");
    assertThat(FakeWorld.patch(plan, "web").fields("metadata").textMap("annotations"))
        .containsEntry("deployment.kubernetes.io/revision", "3");
  }

  @Test
  void scalesAllSizesInProportionInTheMiddleOfARollout() {
    String annotations =
        "{'annotations': {'deployment.kubernetes.io/desired-replicas': '10',"
            + " 'deployment.kubernetes.io/max-replicas': '13'}}";
    KubeObject old = with(set(deployment(10, rolling("3", "2"), "a"), 8, 8), annotations);
    KubeObject next = with(set(deployment(10, rolling("3", "2"), "b"), 5, 0), annotations);
    world.put(old).put(next);

    Plan plan = plan(deployment(15, rolling("3", "2"), "b"));

    assertThat(FakeWorld.patch(plan, old.name()).fields("spec").number("replicas", 0))
        .isEqualTo(11);
    assertThat(FakeWorld.patch(plan, next.name()).fields("spec").number("replicas", 0))
        .isEqualTo(7);
  }

  @Test
  void forgetsTheOldestThatAreIdleBeyondTheLimit() {
    String limit = "'revisionHistoryLimit': 1,";
    String[] names = new String[2];
    for (int i = 0; i < 2; i++) {
      KubeObject old =
          with(
              set(deployment(1, limit, "old" + i), 0, 0),
              "{'annotations': {'deployment.kubernetes.io/revision': '%d'}}".formatted(i + 1));
      world.put(old);
      names[i] = old.name();
    }
    set(deployment(1, limit, "now"), 1, 1);

    assertThat(FakeWorld.deleted(plan(deployment(1, limit, "now")))).containsExactly(names[0]);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T11:59:00Z, True",
    "2026-03-01T11:50:00Z, False",
  })
  void isLateAfterItsDeadlineWithoutProgress(String updated, String progressing) {
    String deadline = "'progressDeadlineSeconds': 600,";
    set(deployment(2, deadline, "a"), 2, 0);
    KubeObject deployment =
        status(
            deployment(2, deadline, "a"),
            """
            {'replicas': 2, 'updatedReplicas': 2, 'conditions': [{'type': 'Progressing',
             'status': 'True', 'reason': 'ReplicaSetUpdated', 'lastUpdateTime': '%s',
             'lastTransitionTime': '%s'}]}
            """
                .formatted(updated, updated));

    List<Fields> conditions = FakeWorld.status(plan(deployment)).list("conditions");

    assertThat(conditions.getFirst().text("status")).isEqualTo(progressing);
  }

  @ParameterizedTest
  @CsvSource({
    // all have gone, and one has come back
    "3, 3, 0, 1",
    // one was asked for, and two that hang are added
    "3, 1, 1, 1",
  })
  void hasNoDeadlineOnceItIsRolledOut(int replicas, int before, int availableBefore, int now) {
    String deadline = "'progressDeadlineSeconds': 600,";
    set(deployment(replicas, deadline, "a"), replicas, now);
    KubeObject deployment =
        status(
            deployment(replicas, deadline, "a"),
            """
            {'replicas': %d, 'updatedReplicas': %d, 'readyReplicas': %d, 'availableReplicas': %d,
             'conditions': [{'type': 'Progressing', 'status': 'True',
             'reason': 'NewReplicaSetAvailable', 'lastUpdateTime': '2026-03-01T11:00:00Z',
             'lastTransitionTime': '2026-03-01T11:00:00Z'}]}
            """
                .formatted(before, before, availableBefore, availableBefore));

    Plan plan = plan(deployment);

    Fields progressing =
        FakeWorld.status(plan).list("conditions").stream()
            .filter(each -> each.text("type").equals("Progressing"))
            .findFirst()
            .orElseThrow();
    assertThat(progressing.text("reason")).isEqualTo("NewReplicaSetAvailable");
    assertThat(plan.again().in()).isNull();
  }

  @Test
  void writesNothingWhenAllIsDone() {
    String annotations =
        "{'annotations': {'deployment.kubernetes.io/revision': '1',"
            + " 'deployment.kubernetes.io/desired-replicas': '1',"
            + " 'deployment.kubernetes.io/max-replicas': '2'}}";
    world.put(with(set(deployment(1, "", "a"), 1, 1), annotations));
    KubeObject deployment =
        with(deployment(1, "", "a"), "{'annotations': {'deployment.kubernetes.io/revision': '1'}}");
    Fields status = FakeWorld.status(plan(deployment));
    deployment.json().put("status", status.json());

    assertThat(plan(deployment).changes()).isEmpty();
  }
}
