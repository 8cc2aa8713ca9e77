// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
  private static final String ROLES =
      """
      [
       {"kind": "ClusterRole", "metadata": {"name": "reader"}, "rules": [
         {"verbs": ["get", "list"], "apiGroups": ["", "apps"], "resources": ["pods", "pods/log", "deployments"]},
         {"verbs": ["get"], "nonResourceURLs": ["/metrics", "/logs/*"]}]},
       {"kind": "ClusterRole", "metadata": {"name": "scaler"}, "rules": [
         {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*/scale"]}]},
       {"kind": "ClusterRole", "metadata": {"name": "everything"}, "rules": [
         {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}]},
       {"kind": "Role", "metadata": {"name": "one", "namespace": "team"}, "rules": [
         {"verbs": ["get", "update"], "apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["settings"]}]},
       {"kind": "ClusterRoleBinding", "metadata": {"name": "readers"},
        "roleRef": {"kind": "ClusterRole", "name": "reader"},
        "subjects": [{"kind": "User", "name": "ann"}, {"kind": "Group", "name": "ops"}]},
       {"kind": "ClusterRoleBinding", "metadata": {"name": "scalers"},
        "roleRef": {"kind": "ClusterRole", "name": "scaler"},
        "subjects": [{"kind": "ServiceAccount", "name": "auto", "namespace": "system"}, {"kind": "ServiceAccount", "name": "lost"}]},
       {"kind": "RoleBinding", "metadata": {"name": "ones", "namespace": "team"},
        "roleRef": {"kind": "Role", "name": "one"},
        "subjects": [{"kind": "User", "name": "bob"}, {"kind": "ServiceAccount", "name": "bot"}]},
       {"kind": "RoleBinding", "metadata": {"name": "all", "namespace": "team"},
        "roleRef": {"kind": "ClusterRole", "name": "everything"},
        "subjects": [{"kind": "User", "name": "cid"}]},
       {"kind": "RoleBinding", "metadata": {"name": "gone", "namespace": "team"},
        "roleRef": {"kind": "Role", "name": "missing"},
        "subjects": [{"kind": "User", "name": "dan"}]},
       {"kind": "RoleBinding", "metadata": {"name": "gone2", "namespace": "team"},
        "roleRef": {"kind": "ClusterRole", "name": "missing"},
        "subjects": [{"kind": "User", "name": "dan"}]}
      ]
      """;

  static Policy policy() {
    return Policy.of(documents());
  }

  static List<JsonNode> documents() {
    List<JsonNode> documents = new ArrayList<>();
    Facts.json(ROLES).forEach(documents::add);
    return documents;
  }

  private static UserInfo user(String name) {
    return switch (name) {
      case "op" -> new UserInfo("op", "", List.of("ops", "system:authenticated"));
      case "root" -> new UserInfo("root", "", List.of(UserInfo.MASTERS));
      case "auto" -> UserInfo.serviceAccount("system", "auto", "");
      case "bot" -> UserInfo.serviceAccount("team", "bot", "");
      case "otherbot" -> UserInfo.serviceAccount("other", "bot", "");
      case "lost" -> UserInfo.serviceAccount("", "lost", "");
      default -> new UserInfo(name, "", List.of("system:authenticated"));
    };
  }

  @ParameterizedTest
  @CsvSource({
    "ann, get, '', pods, '', '', '', true",
    "ann, get, '', pods, '', team, p, true",
    "ann, get, '', pods, log, team, p, true",
    "ann, get, '', pods, exec, team, p, false",
    "ann, get, apps, deployments, '', team, d, true",
    "ann, get, apps, deployments, scale, team, d, false",
    "ann, delete, '', pods, '', team, p, false",
    "ann, get, batch, pods, '', team, p, false",
    "op, list, '', pods, '', '', '', true",
    "root, delete, x, y, z, n, o, true",
    "auto, update, apps, deployments, scale, any, d, true",
    "auto, update, apps, deployments, '', any, d, false",
    "auto, update, apps, deployments, autoscale, any, d, false",
    "lost, get, apps, deployments, scale, any, d, false",
    "bob, get, '', configmaps, '', team, settings, true",
    "bob, get, '', configmaps, '', team, other, false",
    "bob, get, '', configmaps, '', team, '', false",
    "bob, get, '', configmaps, '', other, settings, false",
    "bob, get, '', configmaps, '', '', settings, false",
    "bot, update, '', configmaps, '', team, settings, true",
    "otherbot, update, '', configmaps, '', team, settings, false",
    "cid, create, anything, atall, '', team, '', true",
    "cid, create, anything, atall, sub, team, '', true",
    "cid, create, anything, atall, '', '', '', false",
    "eve, get, '', pods, '', team, p, false",
  })
  void allowsWhatARoleSays(ArgumentsAccessor row) {
    AccessRequest request =
        new AccessRequest.ToResource(
            row.getString(1),
            row.getString(2),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getString(6));
    assertThat(policy().decide(user(row.getString(0)), request).allowed())
        .isEqualTo(row.getBoolean(7));
  }

  @ParameterizedTest
  @CsvSource({
    "ann, get, /metrics, true",
    "ann, get, /metrics/more, false",
    "ann, get, /logs/, true",
    "ann, get, /logs/a/b, true",
    "ann, get, /logs, false",
    "ann, post, /metrics, false",
    "cid, get, /metrics, false",
    "root, post, /any, true",
  })
  void allowsPaths(String name, String verb, String path, boolean allowed) {
    AccessRequest request = new AccessRequest.ToPath(verb, path);
    assertThat(policy().decide(user(name), request).allowed()).isEqualTo(allowed);
  }

  @Test
  void saysByWhatItIsAllowed() {
    assertThat(reason("op", "pods", ""))
        .isEqualTo(
            "RBAC: allowed by ClusterRoleBinding \"readers\" of ClusterRole \"reader\" to Group"
                + " \"ops\"");
    assertThat(reason("auto", "pods/scale", ""))
        .isEqualTo(
            "RBAC: allowed by ClusterRoleBinding \"scalers\" of ClusterRole \"scaler\" to"
                + " ServiceAccount \"auto/system\"");
    assertThat(reason("cid", "pods", "team"))
        .isEqualTo(
            "RBAC: allowed by RoleBinding \"all/team\" of ClusterRole \"everything\" to User"
                + " \"cid\"");
  }

  @Test
  void saysWhichRolesAreMissing() {
    assertThat(reason("dan", "pods", "team"))
        .isEqualTo(
            "RBAC: [role.rbac.authorization.k8s.io \"missing\" not found,"
                + " clusterrole.rbac.authorization.k8s.io \"missing\" not found]");
    assertThat(reason("eve", "pods", "team")).isEmpty();
  }

  private static String reason(String name, String resource, String namespace) {
    String[] parts = resource.split("/", 2);
    String subresource = parts.length == 2 ? parts[1] : "";
    AccessRequest request =
        new AccessRequest.ToResource("get", "", parts[0], subresource, namespace, "");
    return policy().decide(user(name), request).reason();
  }

  @Test
  void refusesInTheWordsOfKubernetes() {
    UserInfo user = new UserInfo("a<b>\"c", "", List.of());
    assertThat(
            new AccessRequest.ToResource("get", "apps", "deployments", "scale", "ns", "x")
                .refusal(user))
        .isEqualTo(
            "User \"a&lt;b&gt;\\\"c\" cannot get resource \"deployments/scale\" in API group"
                + " \"apps\" in the namespace \"ns\"");
    assertThat(new AccessRequest.ToResource("list", "", "nodes", "", "", "").refusal(user))
        .endsWith(" cannot list resource \"nodes\" in API group \"\" at the cluster scope");
    assertThat(new AccessRequest.ToPath("get", "/x").refusal(user))
        .endsWith(" cannot get path \"/x\"");
  }
}
