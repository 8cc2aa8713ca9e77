// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.controlplane.apiserver.answer.Api.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kinds that Slipway brings, with and without their definitions being stored. */
class BroughtKindsTest {
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  private static final String SERVICES =
      "/apis/serving.kserve.io/v1beta1/namespaces/default/inferenceservices";
  private static final String SERVICES_DEFINITION =
      DEFINITIONS + "/inferenceservices.serving.kserve.io";
  private static final String JOBS = "/apis/kubeflow.org/v1/namespaces/default/pytorchjobs";

  @TempDir private Path directory;
  private Api api;

  @BeforeEach
  void open() {
    api = new Api(directory);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static String service(String predictor) {
    return """
    {"apiVersion":"serving.kserve.io/v1beta1","kind":"InferenceService","metadata":{"generateName":"a-"},
      "spec":{"predictor":%s}}
    """
        .formatted(predictor);
  }

  @Test
  void theirSchemaPrunesAndRefusesBeforeAnybodyHasSeenTheirDefinition() {
    Answer created = api.post(SERVICES, service("{\"minReplicas\":1,\"minReplica\":2}"));

    assertThat(created.status()).isEqualTo(201);
    assertThat(created.body().at("/spec").toString())
        .isEqualTo("{\"predictor\":{\"minReplicas\":1}}");
    Answer strict = api.post(SERVICES + "?fieldValidation=Strict", service("{\"minReplica\":2}"));
    assertThat(strict.status()).isEqualTo(400);
    assertThat(strict.at("/message")).contains("unknown field \"spec.predictor.minReplica\"");
    Answer warned = api.post(SERVICES + "?fieldValidation=Warn&dryRun=All", service("{\"x\":2}"));
    assertThat(warned.warnings()).containsExactly("unknown field \"spec.predictor.x\"");
    Answer ignored =
        api.post(SERVICES + "?fieldValidation=Ignore&dryRun=All", service("{\"x\":2}"));
    assertThat(ignored.warnings()).isEmpty();
    Answer refused = api.post(SERVICES, service("{\"minReplicas\":\"many\"}"));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.at("/details/causes/0/field")).isEqualTo("spec.predictor.minReplicas");
  }

  @Test
  void theirFieldsAreDescribed() {
    String described = api.get("/openapi/v3/apis/serving.kserve.io/v1beta1").body().toString();

    assertThat(described).contains("storageUri", "minReplicas", "x-kubernetes-group-version-kind");
  }

  @Test
  void theirDefinitionsAreThereForWhoLooks() {
    Answer definition = api.get(SERVICES_DEFINITION);

    assertThat(definition.status()).isEqualTo(200);
    assertThat(definition.body().at("/status/conditions").findValuesAsText("type"))
        .containsExactly("NamesAccepted", "Established");
    assertThat(definition.at("/status/storedVersions/0")).isEqualTo("v1beta1");
    assertThat(definition.body().toString()).contains("minReplicas");
  }

  @Test
  void aChangedDefinitionHoldsAlsoAfterARestart() {
    api.create(JOBS, job());
    Answer changed =
        api.patch(
            DEFINITIONS + "/pytorchjobs.kubeflow.org",
            "json-patch+json",
            """
            [{"op":"add","path":"/spec/versions/0/schema/openAPIV3Schema/properties/spec",
              "value":{"type":"object","required":["size"],
                "properties":{"size":{"type":"integer"}}}}]
            """);
    assertThat(changed.status()).as(changed.body().toString()).isEqualTo(200);
    assertThat(api.post(JOBS, job()).status()).isEqualTo(422);

    reopen();

    assertThat(api.post(JOBS, job()).status()).isEqualTo(422);
    assertThat(api.get(JOBS).body().path("items")).hasSize(1);
    assertThat(api.get(DEFINITIONS).status()).isEqualTo(200);
    assertThat(api.post(JOBS, job()).status()).isEqualTo(422);
  }

  @Test
  void aDeletedDefinitionTakesItsObjectsAndIsBackAfterARestart() throws Exception {
    api.create(JOBS, job());

    assertThat(api.delete(DEFINITIONS + "/pytorchjobs.kubeflow.org").status()).isEqualTo(200);
    await().until(() -> api.get(JOBS).status() == 404);
    reopen();

    assertThat(api.get(JOBS).body().path("items")).isEmpty();
    assertThat(api.get(DEFINITIONS + "/pytorchjobs.kubeflow.org").status()).isEqualTo(200);
  }

  private static String job() {
    return """
    {"apiVersion":"kubeflow.org/v1","kind":"PyTorchJob","metadata":{"generateName":"j-"},
      "spec":{"pytorchReplicaSpecs":{}}}
    """;
  }

  private void reopen() {
    api.close();
    api = new Api(directory);
  }
}
