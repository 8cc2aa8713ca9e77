// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultRolesTest {
  private static Policy with(String role) {
    List<JsonNode> documents = new ArrayList<>(DefaultRoles.documents());
    documents.add(
        Facts.json(
            """
            {"kind": "RoleBinding", "metadata": {"name": "b", "namespace": "team"},
             "roleRef": {"kind": "ClusterRole", "name": "%s"}, "subjects": [{"kind": "User", "name": "ann"}]}
            """
                .formatted(role)));
    return Policy.of(documents);
  }

  @ParameterizedTest
  @CsvSource({
    "view, list, '', pods, '', true",
    "view, get, '', pods, log, true",
    "view, get, '', secrets, '', false",
    "view, create, '', pods, '', false",
    "view, watch, serving.kserve.io, inferenceservices, '', true",
    "view, get, rbac.authorization.k8s.io, roles, '', false",
    "edit, create, '', pods, exec, true",
    "edit, get, '', secrets, '', true",
    "edit, list, '', pods, '', true",
    "edit, patch, serving.kserve.io, inferenceservices, '', true",
    "edit, update, '', pods, status, false",
    "edit, create, rbac.authorization.k8s.io, rolebindings, '', false",
    "admin, create, rbac.authorization.k8s.io, rolebindings, '', true",
    "admin, delete, apps, deployments, '', true",
    "admin, get, '', nodes, '', false",
    "cluster-admin, delete, any, thing, sub, true",
  })
  void givesWhatItsNamePromises(
      String role,
      String verb,
      String group,
      String resource,
      String subresource,
      boolean allowed) {
    UserInfo ann = new UserInfo("ann", "", List.of("system:authenticated"));
    AccessRequest request =
        new AccessRequest.ToResource(verb, group, resource, subresource, "team", "");
    assertThat(with(role).decide(ann, request).allowed()).isEqualTo(allowed);
  }

  @Test
  void everyoneWithACredentialMayLookAround() {
    Policy policy = with("view");
    UserInfo someone = new UserInfo("x", "", List.of("system:authenticated"));
    UserInfo nobody = UserInfo.anonymous();
    for (String path : List.of("/api", "/apis/apps/v1", "/openapi/v3", "/version")) {
      assertThat(policy.decide(someone, new AccessRequest.ToPath("get", path)).allowed()).isTrue();
    }
    assertThat(policy.decide(nobody, new AccessRequest.ToPath("get", "/version")).allowed())
        .isTrue();
    assertThat(policy.decide(nobody, new AccessRequest.ToPath("get", "/api")).allowed()).isFalse();
    AccessRequest ask =
        new AccessRequest.ToResource(
            "create", "authorization.k8s.io", "selfsubjectaccessreviews", "", "", "");
    assertThat(policy.decide(someone, ask).allowed()).isTrue();
    assertThat(policy.decide(nobody, ask).allowed()).isFalse();
  }

  @Test
  void gathersTheRulesOfRolesWithTheLabel() {
    List<ObjectNode> roles = new ArrayList<>(DefaultRoles.documents());
    roles.add(
        Facts.json(
                """
                {"kind": "ClusterRole", "metadata": {"name": "more",
                  "labels": {"rbac.authorization.k8s.io/aggregate-to-view": "true"}},
                 "rules": [{"verbs": ["get"], "apiGroups": ["example.com"], "resources": ["things"]}]}
                """)
            .deepCopy());
    ObjectNode view = named(roles, "view");
    assertThat(AggregatedRoles.isAggregated(view)).isTrue();
    assertThat(AggregatedRoles.rules(view, roles).toString()).contains("things");
    assertThat(view.path("rules").toString()).doesNotContain("things");
    assertThat(AggregatedRoles.isAggregated(named(roles, "more"))).isFalse();
  }

  @Test
  void gathersAlsoThroughRolesThatGather() {
    List<ObjectNode> roles = new ArrayList<>(DefaultRoles.documents());
    ObjectNode more =
        Facts.json(
                """
                {"kind": "ClusterRole", "metadata": {"name": "more",
                  "labels": {"rbac.authorization.k8s.io/aggregate-to-view": "true"}},
                 "rules": [{"verbs": ["get"], "apiGroups": ["example.com"], "resources": ["things"]}]}
                """)
            .deepCopy();
    roles.add(more);

    AggregatedRoles.gather(roles);

    for (String name : List.of("view", "edit", "admin")) {
      assertThat(named(roles, name).path("rules").toString()).as(name).contains("things");
    }
    roles.remove(more);
    AggregatedRoles.gather(roles);
    for (String name : List.of("view", "edit", "admin")) {
      assertThat(named(roles, name).path("rules").toString()).as(name).doesNotContain("things");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "In, b c, true",
    "In, x, false",
    "NotIn, x, true",
    "NotIn, b, false",
    "Exists, '', true",
    "DoesNotExist, '', false",
    "Odd, '', false",
  })
  void selectsByExpressions(String operator, String values, boolean selected) {
    ObjectNode gatherer = Facts.json("{\"metadata\": {\"name\": \"g\"}}").deepCopy();
    ObjectNode expression =
        gatherer
            .putObject("aggregationRule")
            .putArray("clusterRoleSelectors")
            .addObject()
            .putArray("matchExpressions")
            .addObject();
    expression.put("key", "a").put("operator", operator);
    for (String value : values.split(" ", -1)) {
      expression.withArray("values").add(value);
    }
    JsonNode role =
        Facts.json(
            """
            {"metadata": {"name": "r", "labels": {"a": "b"}},
             "rules": [{"verbs": ["get"], "nonResourceURLs": ["/x"]}]}
            """);
    assertThat(AggregatedRoles.rules(gatherer, List.of(gatherer, role)).isEmpty())
        .isNotEqualTo(selected);
  }

  private static ObjectNode named(List<ObjectNode> roles, String name) {
    for (ObjectNode role : roles) {
      if (role.path("metadata").path("name").asText().equals(name)) {
        return role;
      }
    }
    throw new AssertionError("no role " + name);
  }
}
