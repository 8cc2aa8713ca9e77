// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.discovery.ServedResource;
import io.slipway.controlplane.apiserver.discovery.ServedResource.Subresource;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenApiDocumentsTest {
  private static final JsonNode SCHEMA =
      Facts.json(
          """
          {"type": "object", "description": "A thing.", "properties": {"spec": {"type": "object",
            "properties": {"size": {"type": "integer", "description": "How large."}}}}}
          """);
  private static final OpenApiKind THING =
      kind(
          new GroupKind("serving.example.com", "Thing"),
          "v1beta1",
          "things",
          true,
          new CustomSchema(SCHEMA),
          "status",
          "scale");
  private static final OpenApiKind DEPLOYMENT =
      kind(
          new GroupKind("apps", "Deployment"),
          "v1",
          "deployments",
          true,
          new BuiltinSchema("apps/v1", "Deployment"),
          "status");

  private static OpenApiKind kind(
      GroupKind kind,
      String version,
      String plural,
      boolean namespaced,
      OpenApiKind.KindSchema schema,
      String... subresources) {
    List<Subresource> parts = new ArrayList<>();
    for (String name : subresources) {
      parts.add(new Subresource(name, "x/v1", "X", List.of("get", "patch", "update")));
    }
    return new OpenApiKind(
        new ServedResource(
            kind,
            new GroupResource(kind.group(), plural),
            version,
            plural,
            List.of(),
            List.of(),
            namespaced,
            List.of("get"),
            parts),
        schema);
  }

  private static ObjectNode things() {
    return OpenApiDocuments.document("serving.example.com", "v1beta1", List.of(THING));
  }

  private static ObjectNode apps() {
    return OpenApiDocuments.document("apps", "v1", List.of(DEPLOYMENT));
  }

  private static JsonNode schemas(JsonNode document) {
    return document.path("components").path("schemas");
  }

  @Test
  void theIndexNamesEachDocumentWithItsHash() {
    assertThat(OpenApiDocuments.index(Map.of("apis/apps/v1", "ABC")).toString())
        .isEqualTo(
            "{\"paths\":{\"apis/apps/v1\":{\"serverRelativeURL\":\"/openapi/v3/apis/apps/v1?hash=ABC\"}}}");
    assertThat(THING.documentName()).isEqualTo("apis/serving.example.com/v1beta1");
  }

  @Test
  void aDefinedKindIsDescribedByItsSchema() {
    JsonNode schema = schemas(things()).path("com.example.serving.v1beta1.Thing");
    assertThat(schema.path("description").asText()).isEqualTo("A thing.");
    assertThat(schema.at("/properties/spec/properties/size/description").asText())
        .isEqualTo("How large.");
    assertThat(schema.at("/properties/metadata/$ref").asText())
        .isEqualTo("#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
    assertThat(schema.path("x-kubernetes-group-version-kind").toString())
        .isEqualTo(
            "[{\"group\":\"serving.example.com\",\"kind\":\"Thing\",\"version\":\"v1beta1\"}]");
    assertThat(SCHEMA.path("properties").has("metadata")).isFalse();
  }

  @Test
  void kubectlFindsTheKindByThePath() {
    JsonNode get =
        things()
            .path("paths")
            .path("/apis/serving.example.com/v1beta1/namespaces/{namespace}/things/{name}")
            .path("get");
    assertThat(get.path("x-kubernetes-group-version-kind").path("kind").asText())
        .isEqualTo("Thing");
    JsonNode core =
        OpenApiDocuments.document(
            "",
            "v1",
            List.of(
                kind(
                    new GroupKind("", "Node"),
                    "v1",
                    "nodes",
                    false,
                    new BuiltinSchema("v1", "Node"))));
    assertThat(core.path("paths").has("/api/v1/nodes/{name}")).isTrue();
    assertThat(schemas(core).has("io.k8s.api.core.v1.Node")).isTrue();
  }

  @Test
  void patchesDeclareWhatKubectlLooksFor() {
    JsonNode patch =
        things()
            .path("paths")
            .path("/apis/serving.example.com/v1beta1/namespaces/{namespace}/things/{name}")
            .path("patch");
    List<String> names = new ArrayList<>();
    patch.path("parameters").forEach(parameter -> names.add(parameter.path("name").asText()));
    assertThat(names).contains("fieldValidation", "dryRun", "force", "fieldManager");
    assertThat(patch.at("/requestBody/content").has("application/apply-patch+yaml")).isTrue();
    assertThat(patch.at("/requestBody/content").has("application/strategic-merge-patch+json"))
        .isFalse();
    JsonNode deployment =
        apps()
            .path("paths")
            .path("/apis/apps/v1/namespaces/{namespace}/deployments/{name}")
            .path("patch");
    assertThat(deployment.at("/requestBody/content").has("application/strategic-merge-patch+json"))
        .isTrue();
  }

  @Test
  void structuresOfBuiltinKindsCarryHowTheyAreMerged() {
    JsonNode schemas = schemas(apps());
    JsonNode containers =
        schemas.path("io.k8s.api.apps.v1.PodSpec").path("properties").path("containers");
    assertThat(containers.path("x-kubernetes-patch-merge-key").asText()).isEqualTo("name");
    assertThat(containers.path("x-kubernetes-patch-strategy").asText()).isEqualTo("merge");
    assertThat(containers.path("x-kubernetes-list-map-keys").toString()).isEqualTo("[\"name\"]");
    assertThat(containers.at("/items/$ref").asText()).endsWith("io.k8s.api.apps.v1.Container");
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    for (ObjectNode document : List.of(things(), apps())) {
      JsonNode schemas = schemas(document);
      for (JsonNode reference : document.findValues("$ref")) {
        String name = reference.asText().substring("#/components/schemas/".length());
        assertThat(schemas.has(name)).as(name).isTrue();
      }
    }
  }

  @Test
  void operationIdsAreDifferent() {
    for (ObjectNode document : List.of(things(), apps())) {
      assertThat(document.findValuesAsText("operationId")).doesNotHaveDuplicates().isNotEmpty();
    }
  }

  @Test
  void aBuiltinKindMustBeKnown() {
    assertThatThrownBy(() -> new BuiltinSchema("v1", "Thing"))
        .hasMessage("no built-in kind v1 Thing");
  }

  @Test
  void subresourcesHaveTheMethodsOfTheirVerbs() {
    JsonNode scale =
        things()
            .path("paths")
            .path("/apis/serving.example.com/v1beta1/namespaces/{namespace}/things/{name}/scale");
    assertThat(scale.has("get") && scale.has("put") && scale.has("patch")).isTrue();
    assertThat(scale.has("post") || scale.has("delete")).isFalse();
  }
}
