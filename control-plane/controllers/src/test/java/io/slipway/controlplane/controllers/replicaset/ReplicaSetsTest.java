// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.replicaset;

import static io.slipway.controlplane.controllers.testing.Objects.NOW;
import static io.slipway.controlplane.controllers.testing.Objects.object;
import static io.slipway.controlplane.controllers.testing.Objects.owned;
import static io.slipway.controlplane.controllers.testing.Objects.ready;
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
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicaSetsTest {
  private final FakeWorld world = new FakeWorld();

  private static KubeObject set(int replicas) {
    return object(
        Kind.REPLICA_SET,
        "web",
        """
        {'spec': {'replicas': %d, 'minReadySeconds': 10,
          'selector': {'matchExpressions': [{'key': 'app', 'operator': 'In', 'values': ['web']}]},
          'template': {'metadata': {'labels': {'app': 'web'}}, 'spec': {'containers': []}}}}
        """
            .formatted(replicas));
  }

  private static KubeObject pod(String name) {
    return owned(
        with(object(Kind.POD, name, "{}"), "{'labels': {'app': 'web'}}"), Kind.REPLICA_SET, set(1));
  }

  private Plan plan(int replicas) {
    return new ReplicaSets().plan(set(replicas), world, NOW);
  }

  @Test
  void createsWhatIsMissing() {
    world.put(pod("a")).put(status(pod("ended"), "{'phase': 'Failed'}"));

    List<Fields> created = FakeWorld.created(plan(3), Kind.POD);

    assertThat(created).hasSize(2);
    assertThat(created.getFirst().fields("metadata").text("generateName")).isEqualTo("web-");
    assertThat(created.getFirst().fields("metadata").textMap("labels")).containsEntry("app", "web");
  }

  @Test
  void takesAwayWhatIsLeastWorth() {
    world
        .put(ready(pod("ready")))
        .put(pod("pending"))
        .put(
            with(
                ready(pod("cheap")),
                "{'annotations': {'controller.kubernetes.io/pod-deletion-cost': '-5'},"
                    + " 'labels': {'app': 'web'}}"));

    assertThat(FakeWorld.deleted(plan(2))).containsExactly("pending");
    assertThat(FakeWorld.deleted(plan(1))).containsExactly("pending", "cheap");
  }

  @Test
  void aPodThatGoesIsReplacedAtOnce() {
    world.put(with(pod("a"), "{'deletionTimestamp': '2026-03-01T12:00:00Z'}"));

    assertThat(FakeWorld.created(plan(1), Kind.POD)).hasSize(1);
  }

  @Test
  void adoptsAndLetsGoByItsSelector() {
    world.put(with(object(Kind.POD, "orphan", "{}"), "{'labels': {'app': 'web'}}"));
    world.put(with(pod("other"), "{'labels': {'app': 'other'}}"));

    Plan plan = plan(1);

    assertThat(FakeWorld.created(plan, Kind.POD)).isEmpty();
    assertThat(FakeWorld.patch(plan, "orphan").fields("metadata").list("ownerReferences"))
        .singleElement()
        .satisfies(each -> assertThat(each.text("uid")).isEqualTo("uid-web"));
    assertThat(FakeWorld.patch(plan, "other").fields("metadata").list("ownerReferences")).isEmpty();
  }

  @Test
  void countsAsAvailableWhatIsReadyForLongEnough() {
    world.put(ready(pod("a")));

    Plan plan = plan(1);

    assertThat(FakeWorld.status(plan).number("readyReplicas", 0)).isEqualTo(1);
    assertThat(FakeWorld.status(plan).has("availableReplicas")).isFalse();
    assertThat(plan.again().in()).isEqualTo(Duration.ofSeconds(5));
    Plan later = new ReplicaSets().plan(set(1), world, NOW.plusSeconds(5));
    assertThat(FakeWorld.status(later).number("availableReplicas", 0)).isEqualTo(1);
  }

  @Test
  void saysWhyPodsCannotBeCreated() {
    Map<String, Object> refused = new ReplicaSets().refused(set(1), "no room", NOW).orElseThrow();

    Fields condition = Conditions.of(Fields.of(refused).list("conditions"), ReplicaSets.FAILURE);
    assertThat(condition.text("reason")).isEqualTo("FailedCreate");
    assertThat(condition.text("message")).isEqualTo("no room");
  }
}
