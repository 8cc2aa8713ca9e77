// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.route.RouteTable;
import io.slipway.api.route.RouteTable.Backend;
import io.slipway.api.route.RouteTable.Entry;
import io.slipway.api.route.RouteTable.Share;
import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.Owner;
import io.slipway.controlplane.operator.testing.Yaml;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesInUseTest {
  private static final String READY =
      "podIP: 10.0.0.1, conditions: [{type: Ready, status: 'True'}]";

  @Test
  void leadsToTheReadyPodsOfTheRoutesRevision() {
    RouteTable table =
        RoutesInUse.table(
            List.of(route("predictor", "[iris]", "iris-predictor-00002")),
            List.of(
                pod("iris-predictor-00002-1", READY),
                pod("iris-predictor-00002-0", READY),
                pod("iris-predictor-00002-2", "phase: Pending"),
                pod("iris-predictor-00001-0", READY)));

    assertThat(table.entries())
        .containsExactly(
            new Entry(
                "team",
                "iris",
                "iris",
                share(
                    "2",
                    new Backend(
                        "uid-iris-predictor-00002-0",
                        "iris-predictor-00002-0",
                        "server",
                        "10.0.0.1",
                        9000,
                        8081),
                    new Backend(
                        "uid-iris-predictor-00002-1",
                        "iris-predictor-00002-1",
                        "server",
                        "10.0.0.1",
                        9000,
                        8081))));
  }

  @Test
  void doesNotAskAPodThatMerelyHasTheNameOfOne() {
    ApiObject own = owned(pod("iris-predictor-00001-0", READY), "uid-iris");
    ApiObject foreign = pod("iris-predictor-00001-1", READY);
    ApiObject earlier = owned(pod("iris-predictor-00001-2", READY), "uid-earlier");
    ApiObject route = owned(route("predictor", "[iris]", "iris-predictor-00001"), "uid-iris");

    RouteTable table = RoutesInUse.table(List.of(route), List.of(own, foreign, earlier));

    assertThat(table.entries().getFirst().backends())
        .extracting(Backend::pod)
        .containsExactly("iris-predictor-00001-0");
  }

  private static ApiObject owned(ApiObject object, String uid) {
    return Yaml.owned(
        object, new Owner("serving.kserve.io/v1beta1", "InferenceService", "iris", uid));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: kserve-container, image: s, ports: [{containerPort: 9000}]}, {name:"
            + " transformer-container, image: t, ports: [{containerPort: 8001}]} | t 8001 8081",
        "{name: kserve-container, image: s, ports: [{name: h2c, containerPort: 9000}]}, {name:"
            + " transformer-container, image: t} | t 8080 8081",
        "{name: x, image: x, ports: [{containerPort: 7000}]}, {name: kserve-container, image: s} |"
            + " s 8080 8081",
        "{name: x, image: x}, {name: y, image: y, ports: [{containerPort: 7000}]} | y 7000 8081",
        "{name: x, image: x}, {name: y, image: y} | x 8080 8081",
      })
  void asksTheTransformerOfAPodBeforeItsServer(String containers, String expected) {
    ApiObject pod =
        Yaml.object(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: iris-predictor-00001-0, namespace: team}
            spec: {containers: [%s]}
            status: {%s}
            """
                .formatted(containers, READY));

    RouteTable table =
        RoutesInUse.table(
            List.of(route("predictor", "[iris]", "iris-predictor-00001")), List.of(pod));

    assertThat(table.entries().getFirst().backends())
        .extracting(each -> each.image() + " " + each.port() + " " + each.grpcPort())
        .containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "image: server | 8081",
        "image: server, ports: [{containerPort: 9000}] | 8081",
        "image: server, ports: [{containerPort: 8080}, {name: h2c, containerPort: 9000}] | 9000",
        "image: server, ports: [{name: grpc-port, containerPort: 9001}] | 9001",
        "image: server, env: [{name: GRPC_PORT, value: '20001'}] | 20001",
        "image: server, env: [{name: GRPC_PORT, value: none}] | 8081",
      })
  void findsThePortForCallsOfGrpc(String container, int port) {
    ApiObject pod =
        Yaml.object(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: iris-predictor-00001-0, namespace: team}
            spec: {containers: [{name: kserve-container, %s}]}
            status: {%s}
            """
                .formatted(container, READY));

    RouteTable table =
        RoutesInUse.table(
            List.of(route("predictor", "[iris]", "iris-predictor-00001")), List.of(pod));

    assertThat(table.entries().getFirst().backends().getFirst().grpcPort()).isEqualTo(port);
  }

  @Test
  void hasAnEntryForARouteToNowhere() {
    RouteTable table =
        RoutesInUse.table(List.of(route("predictor", "[iris]", "iris-predictor-00001")), List.of());

    assertThat(table.entries()).containsExactly(new Entry("team", "iris", "iris", share("1")));
  }

  @Test
  void givesANameThatTwoComponentsClaimToTheOneInFront() {
    ApiObject predictor = route("predictor", "[iris, iris-predictor]", "iris-predictor-00001");
    ApiObject transformer = route("transformer", "[iris]", "iris-transformer-00001");
    List<ApiObject> pods =
        List.of(pod("iris-predictor-00001-0", READY), pod("iris-transformer-00001-0", READY));

    RouteTable table = RoutesInUse.table(List.of(transformer, predictor), pods);

    assertThat(table).isEqualTo(RoutesInUse.table(List.of(predictor, transformer), pods));
    assertThat(table.entries())
        .extracting(entry -> entry.name() + " " + entry.backends().getFirst().pod())
        .containsExactly("iris iris-transformer-00001-0", "iris-predictor iris-predictor-00001-0");
  }

  @Test
  void countsRequestsOfAServiceOnceUnderItsName() {
    ApiObject predictor = limited("predictor", "[iris, iris-predictor]");
    RouteTable alone = RoutesInUse.table(List.of(predictor), List.of());

    assertThat(alone.entries())
        .extracting(RoutesInUseTest::rules)
        .containsExactly(
            "iris as iris: rate=1 http://predictor",
            "iris-predictor as iris: rate=1 http://predictor");

    ApiObject transformer = limited("transformer", "[iris, iris-transformer]");
    RouteTable behind = RoutesInUse.table(List.of(transformer, predictor), List.of());

    assertThat(behind.entries())
        .extracting(RoutesInUseTest::rules)
        .containsExactly(
            "iris as iris: rate=1 http://transformer",
            "iris-predictor as iris-predictor: null http://predictor",
            "iris-transformer as iris: rate=1 http://transformer");
  }

  private static String rules(Entry entry) {
    return "%s as %s: %s %s"
        .formatted(
            entry.name(),
            entry.countedAs(),
            entry.rules().limits(),
            Objects.requireNonNull(entry.rules().log()).url());
  }

  private static ApiObject limited(String component, String names) {
    ApiObject route = route(component, names, "iris-" + component + "-00001");
    Map<String, Object> spec = new LinkedHashMap<>(route.spec());
    spec.put("limits", "rate=1");
    spec.put("log", Map.of("url", "http://" + component, "mode", "all"));
    return route.with("spec", spec);
  }

  private static ApiObject route(String component, String names, String revision) {
    return Yaml.object(
        """
        apiVersion: slipway.io/v1alpha1
        kind: Route
        metadata: {name: iris-%1$s, namespace: team}
        spec:
          service: iris
          component: %1$s
          names: %2$s
          traffic: [{revision: %3$s, percent: 100}]
        """
            .formatted(component, names, revision));
  }

  private static ApiObject pod(String name, String status) {
    return Yaml.object(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: team}
        spec: {containers: [{name: kserve-container, image: server, ports: [{containerPort: 9000}]}]}
        status: {%s}
        """
            .formatted(name, status));
  }

  private static List<Share> share(String version, Backend... backends) {
    return List.of(new Share(version, 100, List.of(backends)));
  }
}
