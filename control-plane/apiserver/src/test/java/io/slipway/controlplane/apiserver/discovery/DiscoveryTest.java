// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.slipway.controlplane.apiserver.discovery.ServedResource.Subresource;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
  private static final JsonMapper MAPPER = new JsonMapper();

  private static final ServedResource PODS =
      new ServedResource(
          new GroupKind("", "Pod"),
          new GroupResource("", "pods"),
          "v1",
          "pod",
          List.of("po"),
          List.of("all"),
          true,
          List.of("create", "get"),
          List.of(new Subresource("log", "v1", "Pod", List.of("get"))));
  private static final ServedResource WIDGETS_V1 = widgets("v1");
  private static final Discovery DISCOVERY =
      new Discovery(List.of(widgets("v1beta1"), WIDGETS_V1, PODS, widgets("v2alpha1")));

  private static ServedResource widgets(String version) {
    return new ServedResource(
        new GroupKind("example.com", "Widget"),
        new GroupResource("example.com", "widgets"),
        version,
        "widget",
        List.of(),
        List.of(),
        false,
        List.of("get"),
        List.of(
            new Subresource("status", "example.com/" + version, "Widget", List.of("get")),
            new Subresource("scale", "autoscaling/v1", "Scale", List.of("get", "update"))));
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void ordersVersionsAsKubernetesDoes() {
    List<String> versions =
        new ArrayList<>(
            List.of(
                "foo10",
                "v1",
                "v11alpha2",
                "v10",
                "v3beta1",
                "foo1",
                "v11beta2",
                "v2",
                "v12alpha1",
                "v10beta3"));
    versions.sort(VersionOrder.PREFERRED_FIRST);
    assertThat(versions)
        .containsExactly(
            "v10",
            "v2",
            "v1",
            "v11beta2",
            "v10beta3",
            "v3beta1",
            "v12alpha1",
            "v11alpha2",
            "foo1",
            "foo10");
  }

  @Test
  void tellsTheCoreGroup() {
    assertThat(DISCOVERY.coreVersions("127.0.0.1:8090"))
        .isEqualTo(
            json(
                """
                {"kind":"APIVersions","apiVersion":"v1","versions":["v1"],
                 "serverAddressByClientCIDRs":
                   [{"clientCIDR":"0.0.0.0/0","serverAddress":"127.0.0.1:8090"}]}\
                """));
    assertThat(DISCOVERY.resources("", "v1"))
        .isEqualTo(
            json(
                """
                {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"v1","resources":[
                  {"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod",
                   "verbs":["create","get"],"shortNames":["po"],"categories":["all"]},
                  {"name":"pods/log","singularName":"","namespaced":true,"kind":"Pod",
                   "verbs":["get"]}]}\
                """));
  }

  @Test
  void tellsTheOtherGroupsWithTheirPreferredVersion() {
    JsonNode group =
        json(
            """
            {"name":"example.com","versions":[
              {"groupVersion":"example.com/v1","version":"v1"},
              {"groupVersion":"example.com/v1beta1","version":"v1beta1"},
              {"groupVersion":"example.com/v2alpha1","version":"v2alpha1"}],
             "preferredVersion":{"groupVersion":"example.com/v1","version":"v1"}}\
            """);
    assertThat(DISCOVERY.groups().get("groups")).containsExactly(group);
    JsonNode one = Objects.requireNonNull(DISCOVERY.group("example.com"));
    assertThat(one.get("versions")).isEqualTo(group.get("versions"));
    assertThat(one.get("kind").asText()).isEqualTo("APIGroup");
  }

  @Test
  void tellsWhatKindASubresourceIsOf() {
    JsonNode resources = Objects.requireNonNull(DISCOVERY.resources("example.com", "v1"));
    assertThat(resources.get("resources"))
        .contains(
            json(
                """
                {"name":"widgets/scale","singularName":"","namespaced":false,
                 "group":"autoscaling","version":"v1","kind":"Scale","verbs":["get","update"]}\
                """),
            json(
                """
                {"name":"widgets/status","singularName":"","namespaced":false,"kind":"Widget",
                 "verbs":["get"]}\
                """));
  }

  @Test
  void knowsNothingOfWhatIsNotServed() {
    assertThat(DISCOVERY.group("apps")).isNull();
    assertThat(DISCOVERY.group("")).isNull();
    assertThat(DISCOVERY.resources("", "v2")).isNull();
    assertThat(DISCOVERY.resources("apps", "v1")).isNull();
  }

  @Test
  void tellsEverythingInOneDocument() {
    JsonNode core = DISCOVERY.aggregated(true, "v2");
    assertThat(core)
        .isEqualTo(
            json(
                """
                {"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2",
                 "metadata":{},"items":[{"metadata":{"name":"","creationTimestamp":null},
                  "versions":[{"version":"v1","resources":[{"resource":"pods",
                   "responseKind":{"group":"","version":"","kind":"Pod"},
                   "scope":"Namespaced","singularResource":"pod","verbs":["create","get"],
                   "shortNames":["po"],"categories":["all"],"subresources":[
                     {"subresource":"log","responseKind":{"group":"","version":"","kind":"Pod"},
                      "verbs":["get"]}]}],"freshness":"Current"}]}]}\
                """));
    JsonNode others = DISCOVERY.aggregated(false, "v2beta1");
    assertThat(others.get("apiVersion").asText()).isEqualTo("apidiscovery.k8s.io/v2beta1");
    assertThat(others.get("items").get(0).get("versions").findValuesAsText("version"))
        .contains("v1", "v1beta1", "v2alpha1");
  }
}
