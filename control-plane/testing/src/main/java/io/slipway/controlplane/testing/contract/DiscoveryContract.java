// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** How clients learn what there is. */
abstract class DiscoveryContract extends ContractPart {
  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

  DiscoveryContract(ApiTarget target) {
    super(target);
  }

  /** The first thing that a client asks. */
  @Test
  void theCoreGroupHasOneVersion() {
    Answer versions = api.get("/api").is(200);

    assertThat(versions.text("/kind")).isEqualTo("APIVersions");
    assertThat(versions.at("/versions")).isEqualTo(Json.of("['v1']"));
  }

  /** All other groups have names. */
  @Test
  void groupsAreListed() {
    Answer groups = api.get("/apis").is(200);

    assertThat(groups.text("/kind")).isEqualTo("APIGroupList");
    assertThat(groups.at("/groups").findValuesAsText("name"))
        .contains("apps", "batch", "rbac.authorization.k8s.io", "apiextensions.k8s.io");
  }

  /** kubectl maps names to paths with this. */
  @Test
  void resourcesAreListed() {
    Answer list = api.get("/api/v1").is(200);

    assertThat(list.text("/kind")).isEqualTo("APIResourceList");
    assertThat(list.text("/groupVersion")).isEqualTo("v1");
    JsonNode configMaps = named(list.at("/resources"), "configmaps");
    assertThat(configMaps.path("kind").asText()).isEqualTo("ConfigMap");
    assertThat(configMaps.path("namespaced").asBoolean()).isTrue();
    assertThat(configMaps.path("singularName").asText()).isEqualTo("configmap");
    assertThat(configMaps.path("shortNames")).isEqualTo(Json.of("['cm']"));
    assertThat(configMaps.path("verbs"))
        .isEqualTo(
            Json.of(
                "['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update',"
                    + " 'watch']"));
    assertThat(named(list.at("/resources"), "namespaces").path("namespaced").asBoolean(true))
        .isFalse();
  }

  /** Subresources are resources with a slash, and may be of another kind. */
  @Test
  void subresourcesAreListed() {
    Answer list = api.get("/apis/apps/v1").is(200);

    JsonNode scale = named(list.at("/resources"), "deployments/scale");
    assertThat(scale.path("kind").asText()).isEqualTo("Scale");
    assertThat(scale.path("group").asText()).isEqualTo("autoscaling");
    assertThat(scale.path("verbs")).isEqualTo(Json.of("['get', 'patch', 'update']"));
    assertThat(named(list.at("/resources"), "deployments").path("categories"))
        .isEqualTo(Json.of("['all']"));
  }

  /** A group tells which of its versions to use. */
  @Test
  void aGroupPrefersAVersion() {
    Answer group = api.get("/apis/apps").is(200);

    assertThat(group.text("/kind")).isEqualTo("APIGroup");
    assertThat(group.at("/preferredVersion"))
        .isEqualTo(Json.of("{groupVersion: 'apps/v1', version: 'v1'}"));
  }

  /** Newer clients get all of it in two answers. */
  @Test
  void discoveryMayBeAggregated() {
    Answer core = api.with("Accept", AGGREGATED).get("/api").is(200);
    Answer groups = api.with("Accept", AGGREGATED).get("/apis").is(200);

    assertThat(core.contentType()).isEqualTo(AGGREGATED);
    assertThat(core.text("/kind")).isEqualTo("APIGroupDiscoveryList");
    assertThat(core.text("/apiVersion")).isEqualTo("apidiscovery.k8s.io/v2");
    JsonNode configMaps =
        core.at("/items/0/versions/0/resources")
            .valueStream()
            .filter(resource -> resource.path("resource").asText().equals("configmaps"))
            .findFirst()
            .orElseThrow();
    assertThat(configMaps.path("scope").asText()).isEqualTo("Namespaced");
    assertThat(configMaps.path("responseKind"))
        .isEqualTo(Json.of("{group: '', version: '', kind: 'ConfigMap'}"));
    assertThat(groups.at("/items").findValuesAsText("name")).contains("apps");
  }

  /** A client that has it already gets nothing. */
  @Test
  void aggregatedDiscoveryIsCached() {
    Api aggregated = api.with("Accept", AGGREGATED);
    String tag = aggregated.get("/api").is(200).header("etag");

    assertThat(tag).isNotEmpty();
    aggregated.with("If-None-Match", tag).get("/api").is(304);
  }

  /** Custom resources are resources like any other. */
  @Test
  void customResourcesAreDiscovered() {
    Widgets widgets = Widgets.full(api);
    eventually(
        "the group is listed",
        () -> api.get("/apis").at("/groups").findValuesAsText("name").contains(widgets.group()));

    Answer list = api.get("/apis/" + widgets.group() + "/v1").is(200);

    JsonNode resource = named(list.at("/resources"), "widgets");
    assertThat(resource.path("kind").asText()).isEqualTo("Widget");
    assertThat(resource.path("shortNames")).isEqualTo(Json.of("['wd']"));
    assertThat(named(list.at("/resources"), "widgets/status").path("verbs"))
        .isEqualTo(Json.of("['get', 'patch', 'update']"));
    eventually(
        "aggregated discovery has it",
        () -> api.with("Accept", AGGREGATED).get("/apis").body().contains(widgets.group()));
  }

  /** kubectl version; clients choose by it. */
  @Test
  void theVersionIsTold() {
    Answer version = api.get("/version").is(200);

    assertThat(version.text("/major")).isEqualTo("1");
    assertThat(version.text("/minor")).matches("\\d+\\+?");
    assertThat(version.text("/gitVersion")).matches("v1\\.\\d+\\.\\d+.*");
  }

  /** Probes look here. */
  @Test
  void healthIsOneWord() {
    assertThat(api.get("/readyz").is(200).body()).isEqualTo("ok");
    assertThat(api.get("/livez").is(200).body()).isEqualTo("ok");
    assertThat(api.get("/healthz").is(200).body()).isEqualTo("ok");
  }

  /** kubectl explain, and validation in clients. */
  @Test
  void schemasAreTold() {
    Answer index = api.get("/openapi/v3").is(200);
    String path = index.text("/paths/api~1v1/serverRelativeURL");
    assertThat(path).startsWith("/openapi/v3/api/v1?hash=");

    Answer document = api.get(path).is(200);

    assertThat(document.text("/openapi")).startsWith("3.0");
    assertThat(document.at("/components/schemas").properties())
        .anySatisfy(schema ->
            assertThat(schema.getValue().at("/x-kubernetes-group-version-kind/0/kind").asText())
                .isEqualTo("ConfigMap"));
  }

  /** Those of custom resources too, with the author's fields. */
  @Test
  void schemasOfCustomResourcesAreTold() {
    Widgets widgets = Widgets.full(api);
    String key = "/paths/apis~1" + widgets.group() + "~1v1/serverRelativeURL";
    eventually("the schema is listed", () -> api.get("/openapi/v3").has(key));

    Answer document = api.get(api.get("/openapi/v3").text(key)).is(200);

    assertThat(document.body()).contains("\"Widget\"", "\"color\"");
  }

  private static JsonNode named(JsonNode resources, String name) {
    return resources
        .valueStream()
        .filter(resource -> resource.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + resources));
  }
}
