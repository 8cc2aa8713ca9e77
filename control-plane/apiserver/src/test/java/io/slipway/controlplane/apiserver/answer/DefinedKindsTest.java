// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.answer.Api.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls of kinds that a definition adds. */
class DefinedKindsTest {
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  private static final String BOATS = "/apis/example.com/v1/namespaces/default/boats";

  @TempDir private Path directory;
  private Api api;

  @BeforeEach
  void open() {
    api = new Api(directory);
    api.create(
        DEFINITIONS,
        """
        {"metadata":{"name":"boats.example.com"},"spec":{"group":"example.com","scope":"Namespaced",
          "names":{"plural":"boats","kind":"Boat","shortNames":["bt"]},
          "versions":[{"name":"v1","served":true,"storage":true,
            "subresources":{"status":{},
              "scale":{"specReplicasPath":".spec.oars","statusReplicasPath":".status.oars"}},
            "schema":{"openAPIV3Schema":{"type":"object","properties":{
              "spec":{"type":"object","required":["length"],"properties":{
                "length":{"type":"integer","minimum":1},
                "oars":{"type":"integer"},
                "color":{"type":"string","default":"white"}}},
              "status":{"type":"object","properties":{"oars":{"type":"integer"}}}}}}}]}}
        """);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static String boat(String spec) {
    return "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Boat\",\"metadata\":{\"name\":\"b\"},"
        + "\"spec\":"
        + spec
        + '}';
  }

  @Test
  void aDefinitionIsServedAtOnce() {
    Answer definition = api.get(DEFINITIONS + "/boats.example.com");

    assertThat(definition.body().at("/status/conditions").findValuesAsText("type"))
        .containsExactly("NamesAccepted", "Established");
    assertThat(api.get("/apis/example.com/v1").body().findValuesAsText("name"))
        .containsExactly("boats", "boats/status", "boats/scale");
    assertThat(api.get(BOATS).at("/kind")).isEqualTo("BoatList");
  }

  @Test
  void itsSchemaFillsInPrunesAndRefuses() {
    ObjectNode created = api.create(BOATS, boat("{\"length\":3,\"sails\":2}"));

    assertThat(created.at("/spec").toString()).isEqualTo("{\"length\":3,\"color\":\"white\"}");
    Answer refused = api.post(BOATS, boat("{\"length\":0}"));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.at("/details/causes/0/field")).isEqualTo("spec.length");
  }

  @Test
  void itsStatusAndScaleAreWrittenApart() {
    api.create(BOATS, boat("{\"length\":3}"));

    api.patch(BOATS + "/b/scale", "merge-patch+json", "{\"spec\":{\"replicas\":4}}");
    api.patch(BOATS + "/b/status", "merge-patch+json", "{\"status\":{\"oars\":2}}");
    Answer boat = api.patch(BOATS + "/b", "merge-patch+json", "{\"status\":{\"oars\":9}}");

    assertThat(boat.at("/spec/oars")).isEqualTo("4");
    assertThat(boat.at("/status/oars")).isEqualTo("2");
    assertThat(boat.at("/metadata/generation")).isEqualTo("2");
  }

  private void changeSchema() {
    Answer changed =
        api.patch(
            DEFINITIONS + "/boats.example.com",
            "json-patch+json",
            """
            [{"op":"add","path":"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/oars/default",
              "value":8},
             {"op":"remove","path":"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/color"}]
            """);
    assertThat(changed.status()).as(changed.body().toString()).isEqualTo(200);
  }

  @Test
  void whatWasWrittenByAnotherSchemaIsReadByTheNewOne() throws Exception {
    api.create(BOATS, boat("{\"length\":3}"));
    changeSchema();
    String now = "{\"length\":3,\"oars\":8}";

    assertThat(api.get(BOATS + "/b").body().at("/spec").toString()).isEqualTo(now);
    assertThat(api.get(BOATS).body().at("/items/0/spec").toString()).isEqualTo(now);
    assertThat(api.get(BOATS + "/b/scale").at("/spec/replicas")).isEqualTo("8");
    assertThat(api.watch(BOATS + "?watch=true&timeoutSeconds=1").getFirst().at("/object/spec"))
        .hasToString(now);
    Answer written =
        api.patch(BOATS + "/b/status", "merge-patch+json", "{\"status\":{\"oars\":1}}");
    assertThat(written.body().at("/spec").toString()).isEqualTo(now);
    assertThat(written.at("/metadata/generation")).isEqualTo("1");
  }

  @Test
  void whatWasWrittenByAnotherSchemaIsReadByTheNewOneAfterAStart() {
    api.create(BOATS, boat("{\"length\":3}"));
    changeSchema();
    api.close();

    api = new Api(directory);

    assertThat(api.get(BOATS + "/b").at("/spec/oars")).isEqualTo("8");
  }

  @Test
  void listsOfItsObjectsDoNotMergeByPatches() {
    api.create(BOATS, boat("{\"length\":3}"));

    assertThat(api.patch(BOATS + "/b", "strategic-merge-patch+json", "{}").status()).isEqualTo(415);
  }

  @Test
  void aDefinitionGoesAfterItsObjects() {
    String kept = boat("{\"length\":3}").replace("\"b\"", "\"b\",\"finalizers\":[\"a/b\"]");
    api.create(BOATS, kept);

    Answer deleted = api.delete(DEFINITIONS + "/boats.example.com");

    assertThat(deleted.at("/metadata/finalizers/0"))
        .isEqualTo("customresourcecleanup.apiextensions.k8s.io");
    await().until(() -> !api.get(BOATS + "/b").at("/metadata/deletionTimestamp").isEmpty());
    assertThat(api.post(BOATS, boat("{\"length\":3}")).status()).isEqualTo(405);
    api.patch(BOATS + "/b", "merge-patch+json", "{\"metadata\":{\"finalizers\":null}}");
    await().until(() -> api.get(BOATS).status() == 404);
    assertThat(api.get(DEFINITIONS + "/boats.example.com").status()).isEqualTo(404);
  }
}
