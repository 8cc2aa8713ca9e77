// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.meta.GoText;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import io.slipway.controlplane.apiserver.meta.JsonEquality;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Nobody gives others, or themselves, rights that they do not have: asked before a role or a
 * binding is written. The verbs {@code escalate} on roles and {@code bind} on the role that is
 * bound lift it.
 */
public final class EscalationCheck {
  private static final String GROUP = "rbac.authorization.k8s.io";

  /** What one must have to make roles that gather whatever others say. */
  private static final List<PolicyRule> EVERYTHING =
      List.of(
          new PolicyRule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of()),
          new PolicyRule(List.of("*"), List.of(), List.of(), List.of(), List.of("*")));

  private final Policy policy;
  private final UserInfo user;

  public EscalationCheck(Policy policy, UserInfo user) {
    this.policy = policy;
    this.user = user;
  }

  /**
   * Refuses a role or cluster role that grants what the user does not have.
   *
   * @param before what it is to replace; null for a new one
   * @throws ApiException with the rights that are missing
   */
  public void role(JsonNode role, @Nullable JsonNode before) {
    boolean cluster = role.path("kind").asText().equals("ClusterRole");
    GroupResource resource = new GroupResource(GROUP, cluster ? "clusterroles" : "roles");
    String name = role.path("metadata").path("name").asText("");
    String namespace = role.path("metadata").path("namespace").asText("");
    boolean unchanged = before != null && isOnlyOwnership(role, before);
    if (user.isMaster() || unchanged || may("escalate", resource.resource(), namespace, name)) {
      return;
    }
    confirm(PolicyRule.all(role.path("rules")), namespace, resource, name);
    boolean gathers = aggregates(role) || (before != null && aggregates(before));
    GrantedRules owned = policy.rulesFor(user, namespace);
    if (gathers && !Coverage.missing(owned.rules(), EVERYTHING).isEmpty()) {
      throw ApiErrors.forbidden(
          resource, name, "must have cluster-admin privileges to use the aggregationRule");
    }
  }

  /**
   * Refuses a binding of a role that grants what the user does not have.
   *
   * @param before what it is to replace; null for a new one
   * @throws ApiException with the rights that are missing, or if there is no such role
   */
  public void binding(JsonNode binding, @Nullable JsonNode before) {
    Binding wanted = Binding.of(binding);
    boolean unchanged = before != null && isOnlyOwnership(binding, before);
    boolean cluster = wanted.roleKind().equals("ClusterRole");
    String roles = cluster ? "clusterroles" : "roles";
    if (user.isMaster() || unchanged || may("bind", roles, wanted.namespace(), wanted.roleName())) {
      return;
    }
    List<PolicyRule> rules =
        policy.rulesOf(wanted.roleKind(), wanted.roleName(), wanted.namespace());
    if (rules == null) {
      throw ApiErrors.notFound(
          new GroupResource(GROUP, cluster ? "clusterrole" : "role"), wanted.roleName());
    }
    String kind = wanted.namespace().isEmpty() ? "clusterrolebindings" : "rolebindings";
    confirm(rules, wanted.namespace(), new GroupResource(GROUP, kind), wanted.name());
  }

  private boolean may(String verb, String resource, String namespace, String name) {
    AccessRequest request =
        new AccessRequest.ToResource(verb, GROUP, resource, "", namespace, name);
    return policy.decide(user, request).allowed();
  }

  private void confirm(
      List<PolicyRule> wanted, String namespace, GroupResource resource, String name) {
    GrantedRules owned = policy.rulesFor(user, namespace);
    List<String> missing = Coverage.missing(owned.rules(), wanted);
    if (missing.isEmpty()) {
      return;
    }
    String problems =
        owned.problems().isEmpty() ? "" : "; resolution errors: [" + owned.problem() + ']';
    throw ApiErrors.forbidden(
        resource,
        name,
        "user "
            + GoText.quote(user.name())
            + " (groups="
            + PolicyRule.quoted(user.groups())
            + ") is attempting to grant RBAC permissions not currently held:\n"
            + String.join("\n", missing)
            + problems);
  }

  private static boolean aggregates(JsonNode role) {
    return !role.path("aggregationRule").path("clusterRoleSelectors").isEmpty();
  }

  /** Whether only that has changed which the removal of objects needs. */
  private static boolean isOnlyOwnership(JsonNode document, JsonNode before) {
    return JsonEquality.same(withoutOwnership(document), withoutOwnership(before));
  }

  private static JsonNode withoutOwnership(JsonNode document) {
    JsonNode copy = document.deepCopy();
    if (copy.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove(List.of("ownerReferences", "finalizers", "managedFields", "resourceVersion"));
    }
    return copy;
  }
}
