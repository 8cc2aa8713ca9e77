// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.endpoints;

import static io.slipway.controlplane.controllers.testing.Objects.NOW;
import static io.slipway.controlplane.controllers.testing.Objects.created;
import static io.slipway.controlplane.controllers.testing.Objects.object;
import static io.slipway.controlplane.controllers.testing.Objects.ready;
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

class EndpointsTest {
  private final FakeWorld world = new FakeWorld();

  private static KubeObject service(String more) {
    return object(
        Kind.SERVICE,
        "web",
        """
        {'spec': {%s 'selector': {'app': 'web'},
          'ports': [{'port': 80, 'targetPort': 'http'}, {'name': 'raw', 'port': 9000}]}}
        """
            .formatted(more));
  }

  private static KubeObject pod(String name, int port) {
    return with(
        object(
            Kind.POD,
            name,
            "{'spec': {'nodeName': 'n', 'containers': [{'ports': [{'name': 'http',"
                + " 'containerPort': %d}]}]}}".formatted(port)),
        "{'labels': {'app': 'web'}}");
  }

  private List<Fields> slices(KubeObject service) {
    Plan plan = new Endpoints().plan(service, world, NOW);
    return FakeWorld.created(plan, Kind.ENDPOINT_SLICE);
  }

  @Test
  void aSliceSaysWhereAndWhetherPodsAnswer() {
    world.put(ready(pod("a", 8000)));

    Fields slice = slices(service("")).getFirst();

    assertThat(slice.text("addressType")).isEqualTo("IPv4");
    assertThat(slice.list("ports").getFirst().number("port", 0)).isEqualTo(8000);
    assertThat(slice.list("ports").getLast().number("port", 0)).isEqualTo(9000);
    Fields endpoint = slice.list("endpoints").getFirst();
    assertThat(endpoint.texts("addresses")).containsExactly("10.0.0.1");
    assertThat(endpoint.fields("conditions").flag("ready", false)).isTrue();
    assertThat(endpoint.fields("targetRef").text("name")).isEqualTo("a");
    assertThat(endpoint.text("nodeName")).isEqualTo("n");
  }

  @Test
  void aPodThatGoesServesButIsNotReady() {
    world.put(with(ready(pod("a", 8000)), "{'deletionTimestamp': '2026-03-01T12:00:00Z'}"));

    Fields conditions =
        slices(service("")).getFirst().list("endpoints").getFirst().fields("conditions");

    assertThat(conditions.flag("ready", true)).isFalse();
    assertThat(conditions.flag("serving", false)).isTrue();
    assertThat(conditions.flag("terminating", false)).isTrue();
  }

  @Test
  void podsWithOtherPortsAreInASliceOfTheirOwn() {
    world.put(ready(pod("a", 8000))).put(ready(pod("b", 8001)));

    assertThat(slices(service(""))).hasSize(2);
  }

  @Test
  void whoHasNoAddressOrHasEndedIsNotThere() {
    world.put(pod("a", 8000));
    world.put(status(pod("b", 8000), "{'phase': 'Failed', 'podIP': '10.0.0.2'}"));

    assertThat(slices(service("")))
        .singleElement()
        .satisfies(slice -> assertThat(slice.list("endpoints")).isEmpty());
  }

  @Test
  void everybodyIsReadyWhereThatIsAskedFor() {
    world.put(status(pod("a", 8000), "{'phase': 'Running', 'podIP': '10.0.0.1'}"));

    Fields endpoint =
        slices(service("'publishNotReadyAddresses': true,"))
            .getFirst()
            .list("endpoints")
            .getFirst();

    assertThat(endpoint.fields("conditions").flag("ready", false)).isTrue();
    assertThat(endpoint.fields("conditions").flag("serving", true)).isFalse();
  }

  @Test
  void aServiceWithoutASelectorIsLeftAlone() {
    KubeObject service = object(Kind.SERVICE, "web", "{'spec': {'ports': [{'port': 80}]}}");

    assertThat(new Endpoints().plan(service, world, NOW).changes()).isEmpty();
  }

  @Test
  void changesWhatHasChangedAndNothingElse() {
    KubeObject pod = ready(pod("a", 8000));
    world.put(pod);
    Fields slice = slices(service("")).getFirst();
    world.put(created(slice.json(), slice.fields("metadata").text("name")));
    assertThat(new Endpoints().plan(service(""), world, NOW).changes()).isEmpty();

    world.remove(pod);
    Plan plan = new Endpoints().plan(service(""), world, NOW);

    assertThat(plan.changes()).hasSize(2); // the slice of nobody, and the one that is left
    assertThat(FakeWorld.deleted(plan)).containsExactly(slice.fields("metadata").text("name"));
  }
}
