// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.controlplane.apiserver.meta.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiRequestTest {
  /** Method and target; then verb, group, version, namespace, resource, name, subresource, rest. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/pods -> list |  | v1 |  | pods |  |  | ",
        "GET /api/v1/pods?watch=true -> watch |  | v1 |  | pods |  |  | ",
        "GET /api/v1/pods?watch=1 -> watch |  | v1 |  | pods |  |  | ",
        "GET /api/v1/pods?watch -> watch |  | v1 |  | pods |  |  | ",
        "GET /api/v1/pods?watch=false -> list |  | v1 |  | pods |  |  | ",
        "HEAD /api/v1/namespaces/a/pods/b -> get |  | v1 | a | pods | b |  | ",
        "GET /api/v1/namespaces/a/pods/b -> get |  | v1 | a | pods | b |  | ",
        "GET /api/v1/namespaces/a/pods/b?watch=true -> get |  | v1 | a | pods | b |  | ",
        "GET /api/v1/namespaces/a/pods/b/log -> get |  | v1 | a | pods | b | log | ",
        "POST /api/v1/namespaces/a/pods/b/exec -> create |  | v1 | a | pods | b | exec | ",
        "GET /api/v1/namespaces/a/services/b/proxy/x/y -> get |  | v1 | a | services | b | proxy |"
            + " x/y",
        "POST /api/v1/namespaces -> create |  | v1 |  | namespaces |  |  | ",
        "GET /api/v1/namespaces/a -> get |  | v1 | a | namespaces | a |  | ",
        "PUT /api/v1/namespaces/a/finalize -> update |  | v1 | a | namespaces | a | finalize | ",
        "PUT /api/v1/namespaces/a/status -> update |  | v1 | a | namespaces | a | status | ",
        "DELETE /api/v1/namespaces/a/pods -> deletecollection |  | v1 | a | pods |  |  | ",
        "DELETE /api/v1/namespaces/a/pods/b -> delete |  | v1 | a | pods | b |  | ",
        "PATCH /apis/apps/v1/namespaces/a/deployments/b/scale -> patch | apps | v1 | a |"
            + " deployments | b | scale | ",
        "GET /apis/serving.kserve.io/v1beta1/inferenceservices -> list | serving.kserve.io |"
            + " v1beta1 |  | inferenceservices |  |  | ",
        "GET /apis/serving.kserve.io/v1beta1/inferenceservices/ -> list | serving.kserve.io |"
            + " v1beta1 |  | inferenceservices |  |  | ",
        "GET /api/v1/watch/namespaces/a/pods -> watch |  | v1 | a | pods |  |  | ",
        "GET /api/v1/watch/namespaces/a/pods/b -> watch |  | v1 | a | pods | b |  | ",
        "GET /api/v1/namespaces/a/pods?fieldSelector=metadata.name%3Db -> list |  | v1 | a | pods |"
            + " b |  | ",
        "GET /api/v1/pods?watch=true&fieldSelector=metadata.name==b -> watch |  | v1 |  | pods | b"
            + " |  | ",
        "GET /api/v1/pods?fieldSelector=metadata.name=b,status.phase=Running -> list |  | v1 |  |"
            + " pods |  |  | ",
        "GET /apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Adiscovery -> get |"
            + " rbac.authorization.k8s.io | v1 |  | clusterroles | system:discovery |  | ",
      })
  void readsAResource(String example) {
    String[] sides = example.split(" -> ", 2);
    String[] request = sides[0].split("[ ?]", 3);
    String query = request.length < 3 ? null : request[2];
    ApiRequest read = ApiRequest.read(request[0], request[1], Query.parse(query));
    assertThat(read).isInstanceOf(ApiRequest.Resource.class);
    assertThat(told((ApiRequest.Resource) read)).isEqualTo(sides[1]);
  }

  private static String told(ApiRequest.Resource request) {
    return String.join(
        " | ",
        request.verb(),
        request.group(),
        request.version(),
        request.namespace(),
        request.resource(),
        request.name(),
        request.subresource(),
        request.rest());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api",
        "/api/v1",
        "/api/v1/",
        "/apis",
        "/apis/apps",
        "/apis/apps/v1",
        "/version",
        "/openapi/v3/apis/apps/v1",
        "/healthz",
        "/a/b/c/d/e"
      })
  void readsAPath(String path) {
    assertThat(ApiRequest.read("GET", path, Query.parse(null)))
        .isEqualTo(new ApiRequest.Path("get", path));
  }

  @Test
  void tellsTheResourceWithItsSubresource() {
    ApiRequest.Resource request =
        (ApiRequest.Resource)
            ApiRequest.read("GET", "/api/v1/namespaces/a/pods/b/log", Query.parse(null));
    assertThat(request.resourcePath()).isEqualTo("pods/log");
    assertThat(request.groupResource()).hasToString("pods");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/pods/%zz", "/api/v1/%/x"})
  void refusesAPathThatCannotBeDecoded(String path) {
    assertThatThrownBy(() -> ApiRequest.read("GET", path, Query.parse(null)))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.status().code()).isEqualTo(400));
  }

  @Test
  void refusesAMethodThatResourcesDoNotHave() {
    assertThatThrownBy(() -> ApiRequest.read("TRACE", "/apis/apps/v1/deployments", Query.parse("")))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.status().code()).isEqualTo(405))
        .hasMessageContaining("deployments.apps");
  }
}
