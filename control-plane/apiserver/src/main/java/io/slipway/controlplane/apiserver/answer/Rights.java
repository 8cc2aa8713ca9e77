// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import io.slipway.controlplane.apiserver.meta.JsonEquality;
import io.slipway.controlplane.apiserver.objects.ObjectBytes;
import io.slipway.controlplane.apiserver.rbac.AccessRequest;
import io.slipway.controlplane.apiserver.rbac.AggregatedRoles;
import io.slipway.controlplane.apiserver.rbac.Decision;
import io.slipway.controlplane.apiserver.rbac.EscalationCheck;
import io.slipway.controlplane.apiserver.rbac.Policy;
import io.slipway.controlplane.apiserver.rbac.UserInfo;
import io.slipway.controlplane.apiserver.request.ApiRequest;
import io.slipway.controlplane.store.Expected;
import io.slipway.controlplane.store.ListPosition;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.Scope;
import io.slipway.controlplane.store.Stored;
import io.slipway.controlplane.store.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what, by the roles and bindings in the store. They are read when somebody asks for
 * whom they matter, and again after one of them has changed.
 */
final class Rights {
  static final String GROUP = "rbac.authorization.k8s.io";
  private static final String CLUSTER_ROLES = "clusterroles";
  private static final String RULES = "rules";
  private static final List<String> RESOURCES =
      List.of(CLUSTER_ROLES, "roles", "clusterrolebindings", "rolebindings");

  /** What tells nothing of anybody: probes ask without a credential. */
  private static final Set<String> PUBLIC =
      Set.of("/healthz", "/livez", "/readyz", "/version", "/version/");

  private final ObjectStore store;
  private final Runnable defaults;
  private @Nullable Policy policy;

  /**
   * @param defaults makes the roles that have to be there before they are read, at least once
   */
  Rights(ObjectStore store, Runnable defaults) {
    this.store = store;
    this.defaults = defaults;
  }

  /**
   * @throws io.slipway.controlplane.apiserver.meta.ApiException Forbidden
   */
  void check(UserInfo user, ApiRequest request) {
    if (user.isMaster() || isPublic(request)) {
      return;
    }
    String why = refusal(user, access(request));
    if (why != null) {
      throw switch (request) {
        case ApiRequest.Path _ -> ApiErrors.forbidden(why);
        case ApiRequest.Resource resource ->
            ApiErrors.forbidden(resource.groupResource(), resource.name(), why);
      };
    }
  }

  /**
   * As above, of something that is no request.
   *
   * @throws io.slipway.controlplane.apiserver.meta.ApiException Forbidden
   */
  void check(UserInfo user, AccessRequest access, GroupResource resource, String name) {
    String why = user.isMaster() ? null : refusal(user, access);
    if (why != null) {
      throw ApiErrors.forbidden(resource, name, why);
    }
  }

  /** Null if it is allowed. */
  private @Nullable String refusal(UserInfo user, AccessRequest access) {
    Decision decision = policy().decide(user, access);
    if (decision.allowed()) {
      return null;
    }
    String why = access.refusal(user);
    return decision.reason().isEmpty() ? why : why + ": " + decision.reason();
  }

  private static boolean isPublic(ApiRequest request) {
    return request instanceof ApiRequest.Path path
        && path.verb().equals("get")
        && PUBLIC.contains(path.path());
  }

  private static AccessRequest access(ApiRequest request) {
    return switch (request) {
      case ApiRequest.Path path -> new AccessRequest.ToPath(path.verb(), path.path());
      case ApiRequest.Resource to ->
          new AccessRequest.ToResource(
              to.verb(), to.group(), to.resource(), to.subresource(), to.namespace(), to.name());
    };
  }

  /** Refuses roles and bindings that give away what their author does not have. */
  void checkEscalation(UserInfo user, ObjectNode object, @Nullable ObjectNode before) {
    if (user.isMaster() || !object.path("apiVersion").asText("").startsWith(GROUP + '/')) {
      return;
    }
    EscalationCheck check = new EscalationCheck(policy(), user);
    if (object.path("kind").asText("").endsWith("Binding")) {
      check.binding(object, before);
    } else {
      check.role(object, before);
    }
  }

  /** As things are now. */
  Policy policy() {
    defaults.run(); // not with our lock: what it writes is told to us
    return current();
  }

  private synchronized Policy current() {
    Policy known = policy;
    if (known == null) {
      List<ObjectNode> documents = new ArrayList<>();
      for (String resource : RESOURCES) {
        stored(resource).forEach(each -> documents.add(ObjectBytes.read(each)));
      }
      known = Policy.of(gathered(documents));
      policy = known;
    }
    return known;
  }

  private List<Stored> stored(String resource) {
    Scope scope = Scope.all(GROUP + '/' + resource);
    return store.list(scope, ListPosition.start(0), 0).objects();
  }

  /** The documents, with the rules of aggregated roles as they have to be. */
  private static List<JsonNode> gathered(List<ObjectNode> documents) {
    List<ObjectNode> roles = new ArrayList<>();
    for (ObjectNode document : documents) {
      if (document.path("kind").asText("").equals("ClusterRole")) {
        roles.add(document);
      }
    }
    AggregatedRoles.gather(roles);
    return List.copyOf(documents);
  }

  /**
   * A cluster role has changed: those that gather from it are stored with their rules, for people
   * who look at them. One that has changed meanwhile is left to who has changed it.
   */
  synchronized void clusterRoleChanged() {
    policy = null;
    List<Stored> stored = stored(CLUSTER_ROLES);
    List<ObjectNode> roles = new ArrayList<>();
    List<JsonNode> before = new ArrayList<>();
    for (Stored each : stored) {
      ObjectNode role = ObjectBytes.read(each);
      roles.add(role);
      before.add(role.path(RULES));
    }
    AggregatedRoles.gather(roles);
    for (int i = 0; i < roles.size(); i++) {
      JsonNode rules = roles.get(i).path(RULES);
      boolean none = rules.isEmpty() && before.get(i).isEmpty();
      if (!none && !JsonEquality.same(rules, before.get(i))) {
        Stored old = stored.get(i);
        WriteResult _ =
            store.update(
                old.key(),
                new Expected(old.revision(), old.uid()),
                ObjectBytes.document(roles.get(i)));
      }
    }
  }

  /** A role or binding has changed. */
  synchronized void changed() {
    policy = null;
  }
}
