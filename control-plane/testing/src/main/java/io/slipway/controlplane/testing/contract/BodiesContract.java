// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is sent as a body, and paths and methods that do not exist. */
abstract class BodiesContract extends ContractPart {
  BodiesContract(ApiTarget target) {
    super(target);
  }

  /** Half a body is no object. */
  @Test
  void jsonHasToBeJson() {
    api.raw("POST", core("configmaps"), "application/json", "{\"metadata\": {")
        .isFailure(400, "BadRequest");
  }

  /** Nothing was sent where an object was expected. */
  @Test
  void aCreateNeedsABody() {
    api.raw("POST", core("configmaps"), "application/json", "").isFailure(400, "BadRequest");
  }

  /** Manifests are YAML; sent as such they are read as such. */
  @Test
  void aBodyMayBeYaml() {
    Answer created =
        api.raw(
                "POST",
                core("configmaps"),
                "application/yaml",
                """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: a
                data:
                  k: |
                    two
                    lines
                """)
            .is(201);

    assertThat(created.text("/data/k")).isEqualTo("two\nlines\n");
  }

  /** ... and may be asked for. */
  @Test
  void anAnswerMayBeYaml() {
    configMap("a", "k", "v");

    Answer read = api.with("Accept", "application/yaml").get(core("configmaps/a")).is(200);

    assertThat(read.contentType()).isEqualTo("application/yaml");
    assertThat(read.body()).contains("apiVersion: v1\n", "kind: ConfigMap\n", "  k: v\n");
  }

  /** Where one document ends and the next begins, a reader of YAML would have to guess. */
  @Test
  void aWatchIsNotToldInYaml() {
    Answer refused =
        api.with("Accept", "application/yaml").get(core("configmaps?watch=true&timeoutSeconds=1"));

    assertThat(refused.is(406).body()).contains("NotAcceptable", "application/json;stream=watch");
  }

  /** Clients fall back to JSON when they are told. */
  @Test
  void anUnknownTypeOfBodyIsRefused() {
    Answer refused =
        api.raw("POST", core("configmaps"), "text/plain", "{}")
            .isFailure(415, "UnsupportedMediaType");

    refused.withMessageContaining(
        "the body of the request was in an unknown format - accepted media types include:"
            + " application/json");
  }

  /** The same for what a client can read. */
  @Test
  void anUnknownTypeOfAnswerIsRefused() {
    configMap("a", "k", "v");

    api.with("Accept", "text/css").get(core("configmaps/a")).isFailure(406, "NotAcceptable");
  }

  /** A browser asks for anything and gets JSON. */
  @Test
  void anyTypeOfAnswerIsJson() {
    Answer read =
        api.with("Accept", "text/css, */*;q=0.1").get("/api/v1/namespaces/default").is(200);

    assertThat(read.contentType()).isEqualTo("application/json");
    assertThat(read.text("/kind")).isEqualTo("Namespace");
  }

  /** A Secret sent to ConfigMaps must not become one. */
  @Test
  void aBodyOfAnotherKindIsRefused() {
    api.post(core("configmaps"), "{kind: 'Secret', apiVersion: 'v1', metadata: {name: 'a'}}")
        .isFailure(400, "BadRequest")
        .withMessageContaining("Secret in version \"v1\" cannot be handled as a ConfigMap");
  }

  /** Nor a body of another version. */
  @Test
  void aBodyOfAnotherVersionIsRefused() {
    api.post(
            deployments(),
            "{kind: 'Deployment', apiVersion: 'apps/v1beta9', metadata: {name: 'a'}}")
        .isFailure(400, "BadRequest");
  }

  /** A number where text belongs: the message names the field. */
  @Test
  void aFieldOfAnotherTypeIsNamed() {
    api.post(deployments(), "{metadata: {name: 'a'}, spec: {replicas: 'three'}}")
        .isFailure(400, "BadRequest")
        .withMessageContaining(
            "Deployment in version \"v1\" cannot be handled as a Deployment", "spec.replicas");
  }

  /** What no request may hold: memory of the server is limited. */
  @Test
  void aBodyHasALimit() {
    String huge = "x".repeat(4 * 1024 * 1024);

    api.post(core("configmaps"), "{metadata: {name: 'a'}, data: {k: '%s'}}".formatted(huge))
        .isFailure(413, "RequestEntityTooLarge");
  }

  /** An object is not made at its own path. */
  @Test
  void aMethodThatAPathDoesNotHaveIsRefused() {
    api.post(core("configmaps/a"), "{metadata: {name: 'a'}}")
        .isFailure(405, "MethodNotAllowed")
        .withMessage("the server does not allow this method on the requested resource");
  }

  /** A resource that is not served is told from an object that is not there: no name in it. */
  @Test
  void anUnknownResourceIsNotFound() {
    api.get(core("gadgets"))
        .isFailure(404, "NotFound")
        .withMessage("the server could not find the requested resource");
  }

  /** Neither is what lies below an object. */
  @Test
  void anUnknownSubresourceIsNotFound() {
    configMap("a", "k", "v");

    api.get(core("configmaps/a/status")).isFailure(404, "NotFound");
  }

  /** Outside of all groups there is no Status. */
  @Test
  void anUnknownPathIsNotFound() {
    Answer missing = api.get("/apis/none.slipway.io/v1/things").is(404);

    assertThat(missing.body()).contains("404 page not found");
  }

  /** Objects of the cluster are in no namespace, also for those who have rights in one. */
  @Test
  void objectsOfTheClusterAreNotFoundInANamespace() {
    String roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/clusterroles";

    api.get("/api/v1/namespaces/default/nodes").isFailure(404, "NotFound");
    api.get("/api/v1/namespaces/default/namespaces/default").isFailure(404, "NotFound");
    api.get(roles).isFailure(404, "NotFound");
    api.delete(roles + "/view").isFailure(404, "NotFound");
  }
}
