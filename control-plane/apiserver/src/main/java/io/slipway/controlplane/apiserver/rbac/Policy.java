// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.GoText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All roles and bindings at one moment. Immutable; any thread may ask. Made anew when one of the
 * documents changes.
 */
public final class Policy {
  private final Map<String, List<PolicyRule>> clusterRoles = new HashMap<>();
  private final Map<String, List<PolicyRule>> roles = new HashMap<>();
  private final List<Binding> clusterBindings = new ArrayList<>();
  private final Map<String, List<Binding>> bindings = new HashMap<>();

  private Policy() {}

  /**
   * Reads the documents of the four kinds, in any order; others are passed over. Rules of
   * aggregated roles are those that are written in them.
   */
  public static Policy of(Collection<? extends JsonNode> documents) {
    Policy policy = new Policy();
    for (JsonNode document : documents) {
      policy.add(document);
    }
    return policy;
  }

  private void add(JsonNode document) {
    JsonNode metadata = document.path("metadata");
    String name = metadata.path("name").asText("");
    String namespace = metadata.path("namespace").asText("");
    switch (document.path("kind").asText("")) {
      case "ClusterRole" -> clusterRoles.put(name, PolicyRule.all(document.path("rules")));
      case "Role" -> roles.put(key(namespace, name), PolicyRule.all(document.path("rules")));
      case "ClusterRoleBinding" -> clusterBindings.add(Binding.of(document));
      case "RoleBinding" ->
          bindings.computeIfAbsent(namespace, each -> new ArrayList<>()).add(Binding.of(document));
      default -> {}
    }
  }

  private static String key(String namespace, String name) {
    return namespace + '/' + name;
  }

  /** Whether someone may do something. */
  public Decision decide(UserInfo user, AccessRequest request) {
    if (user.isMaster()) {
      return new Decision(true, "");
    }
    List<String> problems = new ArrayList<>(0);
    for (Binding binding : bindingsIn(namespaceOf(request))) {
      Subject subject = binding.subjectFor(user);
      if (subject == null) {
        continue;
      }
      List<PolicyRule> rules = rulesOf(binding);
      if (rules == null) {
        problems.add(notFound(binding.roleKind(), binding.roleName()));
      } else if (anyAllows(rules, request)) {
        return new Decision(true, "RBAC: allowed by " + binding.shown(subject));
      }
    }
    String problem = new GrantedRules(List.of(), problems).problem();
    return new Decision(false, problem.isEmpty() ? "" : "RBAC: " + problem);
  }

  private static boolean anyAllows(List<PolicyRule> rules, AccessRequest request) {
    for (PolicyRule rule : rules) {
      if (rule.allows(request)) {
        return true;
      }
    }
    return false;
  }

  private static String namespaceOf(AccessRequest request) {
    return switch (request) {
      case AccessRequest.ToResource to -> to.namespace();
      case AccessRequest.ToPath _ -> "";
    };
  }

  /** Those that hold in a namespace; only those that hold everywhere if it is empty. */
  private List<Binding> bindingsIn(String namespace) {
    List<Binding> local = namespace.isEmpty() ? null : bindings.get(namespace);
    if (local == null) {
      return clusterBindings;
    }
    List<Binding> all = new ArrayList<>(clusterBindings.size() + local.size());
    all.addAll(clusterBindings);
    all.addAll(local);
    return all;
  }

  /** What someone may do in a namespace, or everywhere if it is empty. */
  GrantedRules rulesFor(UserInfo user, String namespace) {
    List<PolicyRule> granted = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Binding binding : bindingsIn(namespace)) {
      if (binding.subjectFor(user) != null) {
        List<PolicyRule> rules = rulesOf(binding);
        if (rules == null) {
          problems.add(notFound(binding.roleKind(), binding.roleName()));
        } else {
          granted.addAll(rules);
        }
      }
    }
    return new GrantedRules(granted, problems);
  }

  private @Nullable List<PolicyRule> rulesOf(Binding binding) {
    return rulesOf(binding.roleKind(), binding.roleName(), binding.namespace());
  }

  /**
   * The rules of a role that a binding in a namespace names; null if there is none of that name.
   */
  @Nullable List<PolicyRule> rulesOf(String roleKind, String roleName, String namespace) {
    return switch (roleKind) {
      case "ClusterRole" -> clusterRoles.get(roleName);
      case "Role" -> roles.get(key(namespace, roleName));
      default -> null;
    };
  }

  static String notFound(String roleKind, String roleName) {
    return switch (roleKind) {
      case "ClusterRole" ->
          "clusterrole.rbac.authorization.k8s.io " + GoText.quote(roleName) + " not found";
      case "Role" -> "role.rbac.authorization.k8s.io " + GoText.quote(roleName) + " not found";
      default -> "unsupported role reference kind: " + GoText.quote(roleKind);
    };
  }
}
