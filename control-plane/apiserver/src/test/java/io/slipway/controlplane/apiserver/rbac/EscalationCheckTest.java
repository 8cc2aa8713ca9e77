// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rbac;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.List;
import org.junit.jupiter.api.Test;

class EscalationCheckTest {
  private static final UserInfo ANN =
      new UserInfo("ann", "", List.of("staff", "system:authenticated"));
  private static final UserInfo ROOT = new UserInfo("root", "", List.of(UserInfo.MASTERS));

  private static JsonNode role(String rules) {
    return Facts.json(
        "{\"kind\": \"ClusterRole\", \"metadata\": {\"name\": \"new\"}, \"rules\": " + rules + "}");
  }

  private static JsonNode binding(String namespace, String roleKind, String roleName) {
    String kind = namespace.isEmpty() ? "ClusterRoleBinding" : "RoleBinding";
    return Facts.json(
        """
        {"kind": "%s", "metadata": {"name": "new", "namespace": "%s"},
         "roleRef": {"kind": "%s", "name": "%s"}, "subjects": [{"kind": "User", "name": "x"}]}
        """
            .formatted(kind, namespace, roleKind, roleName));
  }

  private static EscalationCheck check(UserInfo user) {
    return new EscalationCheck(PolicyTest.policy(), user);
  }

  @Test
  void letsThroughWhatTheUserHas() {
    JsonNode role =
        role("[{\"verbs\": [\"get\"], \"apiGroups\": [\"apps\"], \"resources\": [\"pods/log\"]}]");
    assertThatCode(() -> check(ANN).role(role, null)).doesNotThrowAnyException();
    JsonNode path =
        role("[{\"verbs\": [\"get\"], \"nonResourceURLs\": [\"/logs/a\", \"/logs/*\"]}]");
    assertThatCode(() -> check(ANN).role(path, null)).doesNotThrowAnyException();
  }

  @Test
  void namesWhatIsMissing() {
    JsonNode role =
        role(
            """
            [{"verbs": ["get", "delete", "patch"], "apiGroups": ["", "batch"], "resources": ["pods"]},
             {"verbs": ["get"], "nonResourceURLs": ["/other", "/metrics"]},
             {"verbs": ["get"], "apiGroups": [""], "resources": ["secrets"], "resourceNames": ["a", "b"]}]
            """);
    assertThatThrownBy(() -> check(ANN).role(role, null))
        .hasMessage(
            "clusterroles.rbac.authorization.k8s.io \"new\" is forbidden: user \"ann\""
                + " (groups=[\"staff\" \"system:authenticated\"]) is attempting to grant RBAC"
                + " permissions not currently held:\n"
                + "{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"delete\" \"patch\"]}\n"
                + "{APIGroups:[\"\"], Resources:[\"secrets\"], ResourceNames:[\"a\"],"
                + " Verbs:[\"get\"]}\n"
                + "{APIGroups:[\"\"], Resources:[\"secrets\"], ResourceNames:[\"b\"],"
                + " Verbs:[\"get\"]}\n"
                + "{APIGroups:[\"batch\"], Resources:[\"pods\"], Verbs:[\"get\" \"delete\""
                + " \"patch\"]}\n"
                + "{NonResourceURLs:[\"/other\"], Verbs:[\"get\"]}");
  }

  @Test
  void aRuleForOneNameDoesNotCoverAll() {
    UserInfo bob = new UserInfo("bob", "", List.of());
    JsonNode all =
        Facts.json(
            """
            {"kind": "Role", "metadata": {"name": "new", "namespace": "team"}, "rules": [
              {"verbs": ["get"], "apiGroups": [""], "resources": ["configmaps"]}]}
            """);
    assertThatThrownBy(() -> check(bob).role(all, null))
        .hasMessageStartingWith("roles.rbac.authorization.k8s.io \"new\" is forbidden: ")
        .hasMessageEndingWith("\n{APIGroups:[\"\"], Resources:[\"configmaps\"], Verbs:[\"get\"]}");
    ObjectNode one = all.deepCopy();
    ((ObjectNode) one.path("rules").get(0)).putArray("resourceNames").add("settings");
    assertThatCode(() -> check(bob).role(one, null)).doesNotThrowAnyException();
  }

  @Test
  void mastersMayEverything() {
    JsonNode all = role("[{\"verbs\": [\"*\"], \"apiGroups\": [\"*\"], \"resources\": [\"*\"]}]");
    assertThatCode(() -> check(ROOT).role(all, null)).doesNotThrowAnyException();
    assertThatCode(() -> check(ROOT).binding(binding("", "ClusterRole", "everything"), null))
        .doesNotThrowAnyException();
  }

  @Test
  void escalateLiftsIt() {
    List<JsonNode> documents = PolicyTest.documents();
    documents.add(
        Facts.json(
            """
            {"kind": "ClusterRole", "metadata": {"name": "escalator"}, "rules": [
              {"verbs": ["escalate"], "apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"]}]}
            """));
    documents.add(
        Facts.json(
            """
            {"kind": "ClusterRoleBinding", "metadata": {"name": "escalators"},
             "roleRef": {"kind": "ClusterRole", "name": "escalator"},
             "subjects": [{"kind": "Group", "name": "staff"}]}
            """));
    EscalationCheck check = new EscalationCheck(Policy.of(documents), ANN);
    JsonNode all = role("[{\"verbs\": [\"*\"], \"apiGroups\": [\"*\"], \"resources\": [\"*\"]}]");
    assertThatCode(() -> check.role(all, null)).doesNotThrowAnyException();
  }

  @Test
  void gatheringNeedsEverything() {
    JsonNode role =
        Facts.json(
            """
            {"kind": "ClusterRole", "metadata": {"name": "new"}, "aggregationRule":
              {"clusterRoleSelectors": [{"matchLabels": {"a": "b"}}]}}
            """);
    assertThatThrownBy(() -> check(ANN).role(role, null))
        .hasMessageEndingWith("must have cluster-admin privileges to use the aggregationRule");
  }

  @Test
  void anUpdateOfFinalizersIsNotAGrant() {
    JsonNode before =
        role("[{\"verbs\": [\"*\"], \"apiGroups\": [\"*\"], \"resources\": [\"*\"]}]");
    ObjectNode after = before.deepCopy();
    after.withObject("/metadata").putArray("finalizers").add("a/b");
    assertThatCode(() -> check(ANN).role(after, before)).doesNotThrowAnyException();
    after.withObject("/metadata/labels").put("rbac.authorization.k8s.io/aggregate-to-view", "true");
    assertThatThrownBy(() -> check(ANN).role(after, before)).isNotNull();
  }

  @Test
  void aBindingNeedsTheRulesOfItsRole() {
    assertThatCode(() -> check(ANN).binding(binding("team", "ClusterRole", "reader"), null))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> check(ANN).binding(binding("team", "ClusterRole", "everything"), null))
        .hasMessageStartingWith(
            "rolebindings.rbac.authorization.k8s.io \"new\" is forbidden: user \"ann\"");
    assertThatThrownBy(() -> check(ANN).binding(binding("", "ClusterRole", "none"), null))
        .hasMessage("clusterrole.rbac.authorization.k8s.io \"none\" not found");
    assertThatThrownBy(() -> check(ANN).binding(binding("team", "Role", "none"), null))
        .hasMessage("role.rbac.authorization.k8s.io \"none\" not found");
  }

  @Test
  void aBinderMayBindWhatItIsAllowedTo() {
    List<JsonNode> documents = PolicyTest.documents();
    documents.add(
        Facts.json(
            """
            {"kind": "Role", "metadata": {"name": "binder", "namespace": "team"}, "rules": [
              {"verbs": ["bind"], "apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"],
               "resourceNames": ["everything"]}]}
            """));
    documents.add(
        Facts.json(
            """
            {"kind": "RoleBinding", "metadata": {"name": "binders", "namespace": "team"},
             "roleRef": {"kind": "Role", "name": "binder"}, "subjects": [{"kind": "User", "name": "ann"}]}
            """));
    EscalationCheck check = new EscalationCheck(Policy.of(documents), ANN);
    assertThatCode(() -> check.binding(binding("team", "ClusterRole", "everything"), null))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> check.binding(binding("other", "ClusterRole", "everything"), null))
        .isNotNull();
    assertThatThrownBy(() -> check.binding(binding("", "ClusterRole", "everything"), null))
        .isNotNull();
  }
}
