// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.statefulset;

import static io.slipway.controlplane.controllers.testing.Objects.NOW;
import static io.slipway.controlplane.controllers.testing.Objects.created;
import static io.slipway.controlplane.controllers.testing.Objects.object;
import static io.slipway.controlplane.controllers.testing.Objects.ready;
import static io.slipway.controlplane.controllers.testing.Objects.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.plan.Plan;
import io.slipway.controlplane.controllers.testing.FakeWorld;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatefulSetsTest {
  private final FakeWorld world = new FakeWorld();
  private String current = "";

  private KubeObject set(int replicas, String more, String image) {
    return object(
        Kind.STATEFUL_SET,
        "db",
        """
        {'spec': {'replicas': %d, 'serviceName': 'db', %s
          'selector': {'matchLabels': {'app': 'db'}},
          'template': {'metadata': {'labels': {'app': 'db'}},
                       'spec': {'containers': [{'name': 'main', 'image': '%s'}]}}},
         'status': {%s}}
        """
            .formatted(
                replicas,
                more,
                image,
                current.isEmpty() ? "" : "'currentRevision': '" + current + "'"));
  }

  private Plan plan(KubeObject set) {
    return new StatefulSets().plan(set, world, NOW);
  }

  /** Makes what a set asks for at once, all ready. */
  private void settle(int replicas, String image) {
    KubeObject set = set(replicas, "'podManagementPolicy': 'Parallel',", image);
    Plan plan = plan(set);
    for (Kind kind : List.of(Kind.CONTROLLER_REVISION, Kind.POD, Kind.VOLUME_CLAIM)) {
      for (Fields made : FakeWorld.created(plan, kind)) {
        world.put(ready(created(made.json(), made.fields("metadata").text("name"))));
      }
    }
    current = FakeWorld.status(plan).text("updateRevision");
  }

  private static List<String> names(Plan plan) {
    List<String> names = new ArrayList<>();
    FakeWorld.created(plan, Kind.POD)
        .forEach(each -> names.add(each.fields("metadata").text("name")));
    return names;
  }

  @Test
  void beginsWithTheFirstAndItsVolume() {
    String volumes = "'volumeClaimTemplates': [{'metadata': {'name': 'data'}, 'spec': {}}],";

    Plan plan = plan(set(3, volumes, "a"));

    assertThat(names(plan)).containsExactly("db-0");
    assertThat(
            FakeWorld.created(plan, Kind.VOLUME_CLAIM).getFirst().fields("metadata").text("name"))
        .isEqualTo("data-db-0");
    Fields pod = FakeWorld.created(plan, Kind.POD).getFirst();
    assertThat(pod.fields("spec").text("hostname")).isEqualTo("db-0");
    assertThat(pod.fields("spec").text("subdomain")).isEqualTo("db");
    assertThat(
            pod.fields("spec")
                .list("volumes")
                .getFirst()
                .fields("persistentVolumeClaim")
                .text("claimName"))
        .isEqualTo("data-db-0");
    assertThat(pod.fields("metadata").textMap("labels"))
        .containsEntry("statefulset.kubernetes.io/pod-name", "db-0")
        .containsKey("controller-revision-hash");
  }

  @Test
  void waitsForOneBeforeTheNext() {
    settle(1, "a");
    assertThat(names(plan(set(2, "", "a")))).containsExactly("db-1");

    world.put(status(world.find(Kind.POD, "ns", "db-0").orElseThrow(), "{'phase': 'Running'}"));
    assertThat(names(plan(set(2, "", "a")))).isEmpty();
  }

  @Test
  void makesAllAtOnceIfItMay() {
    assertThat(names(plan(set(3, "'podManagementPolicy': 'Parallel',", "a"))))
        .containsExactly("db-0", "db-1", "db-2");
    assertThat(names(plan(set(2, "'ordinals': {'start': 5},", "a")))).containsExactly("db-5");
  }

  @Test
  void takesTheLastAwayFirst() {
    settle(3, "a");

    assertThat(FakeWorld.deleted(plan(set(1, "", "a")))).containsExactly("db-2");
    assertThat(FakeWorld.deleted(plan(set(1, "'podManagementPolicy': 'Parallel',", "a"))))
        .containsExactly("db-2", "db-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'_': 0,                                                     | db-2",
        "'updateStrategy': {'rollingUpdate': {'partition': 2}},      | db-2",
        "'updateStrategy': {'rollingUpdate': {'partition': 3}},      | ``",
        "'updateStrategy': {'type': 'OnDelete'},                     | ``",
        "'updateStrategy': {'rollingUpdate': {'maxUnavailable': 2}}, | db-2,db-1",
      })
  void updatesFromTheEnd(String strategy, String deleted) {
    settle(3, "a");

    assertThat(String.join(",", FakeWorld.deleted(plan(set(3, strategy, "b"))))).isEqualTo(deleted);
  }

  @Test
  void makesWhatIsBelowThePartitionAfterTheOldTemplate() {
    settle(2, "a");
    world.remove(world.find(Kind.POD, "ns", "db-0").orElseThrow());

    Plan plan = plan(set(2, "'updateStrategy': {'rollingUpdate': {'partition': 1}},", "b"));

    Fields pod = FakeWorld.created(plan, Kind.POD).getFirst();
    assertThat(pod.fields("spec").list("containers").getFirst().text("image")).isEqualTo("a");
    assertThat(FakeWorld.created(plan, Kind.CONTROLLER_REVISION).getFirst().number("revision", 0))
        .isEqualTo(2);
  }

  @Test
  void updatesAPodOfAnOldTemplateThatNeverBecomesReady() {
    settle(2, "broken");
    world.put(status(world.find(Kind.POD, "ns", "db-1").orElseThrow(), "{'phase': 'Pending'}"));

    assertThat(FakeWorld.deleted(plan(set(2, "", "mended")))).containsExactly("db-1");
  }

  @Test
  void deletesVolumesOfPodsThatAreScaledAwayIfItSaysSo() {
    String volumes = "'volumeClaimTemplates': [{'metadata': {'name': 'data'}, 'spec': {}}],";
    world.put(object(Kind.VOLUME_CLAIM, "data-db-1", "{}"));
    world.put(object(Kind.VOLUME_CLAIM, "data-db-other", "{}"));
    settle(1, "a");

    assertThat(FakeWorld.deleted(plan(set(1, volumes, "a")))).isEmpty();
    String policy = "'persistentVolumeClaimRetentionPolicy': {'whenScaled': 'Delete'},";
    assertThat(FakeWorld.deleted(plan(set(1, volumes + policy, "a")))).containsExactly("data-db-1");
  }
}
