// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rbac;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The cluster roles and bindings that are there from the start, under the names that Kubernetes
 * gives them, over the kinds that are served here. What {@code admin}, {@code edit} and {@code
 * view} may do with other kinds is added by cluster roles with their labels.
 */
public final class DefaultRoles {
  private static final String API = "rbac.authorization.k8s.io";
  private static final String LABEL = "rbac.authorization.k8s.io/aggregate-to-";
  private static final String READ = "get list watch";
  private static final String WRITE = "create delete deletecollection patch update";
  private static final String ALL = READ + ' ' + WRITE;

  /** The groups of this project's and upstream's own kinds. */
  private static final String OURS =
      "serving.kserve.io slipway.io kubeflow.org trainer.kubeflow.org";

  private DefaultRoles() {}

  /** The documents, aggregated roles with the rules that they gather from these. */
  public static List<ObjectNode> documents() {
    List<ObjectNode> roles = new ArrayList<>();
    system(roles);
    admin(roles);
    edit(roles);
    view(roles);
    // behind those that they gather from, so that each is right when it is made
    aggregated(roles, "view", "edit");
    aggregated(roles, "edit", "admin");
    aggregated(roles, "admin", "");
    AggregatedRoles.gather(roles);
    List<ObjectNode> documents = new ArrayList<>(roles);
    documents.add(binding("cluster-admin", UserInfo.MASTERS));
    documents.add(binding("system:discovery", "system:authenticated"));
    documents.add(binding("system:basic-user", "system:authenticated"));
    documents.add(
        binding("system:public-info-viewer", "system:authenticated", "system:unauthenticated"));
    return documents;
  }

  private static void system(List<ObjectNode> roles) {
    ObjectNode all = role(roles, "cluster-admin", "");
    rule(all, "*", "*", "*");
    paths(all, "*", "*");
    paths(
        role(roles, "system:discovery", ""),
        "get",
        "/api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/");
    paths(
        role(roles, "system:monitoring", ""),
        "get",
        "/healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/*");
    paths(
        role(roles, "system:public-info-viewer", ""),
        "get",
        "/healthz /livez /readyz /version /version/");
    ObjectNode basic = role(roles, "system:basic-user", "");
    rule(
        basic,
        "create",
        "authorization.k8s.io",
        "selfsubjectaccessreviews selfsubjectrulesreviews");
    rule(basic, "create", "authentication.k8s.io", "selfsubjectreviews");
  }

  private static void admin(List<ObjectNode> roles) {
    ObjectNode admin = role(roles, "system:aggregate-to-admin", "admin");
    rule(admin, "create", "authorization.k8s.io", "localsubjectaccessreviews");
    rule(admin, ALL, API, "roles rolebindings");
  }

  private static void edit(List<ObjectNode> roles) {
    ObjectNode edit = role(roles, "system:aggregate-to-edit", "edit");
    rule(
        edit, READ, "", "pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy");
    rule(edit, "impersonate", "", "serviceaccounts");
    rule(edit, WRITE, "", "pods pods/attach pods/exec pods/portforward pods/proxy");
    rule(edit, "create", "", "pods/eviction");
    rule(
        edit,
        WRITE,
        "",
        "configmaps events persistentvolumeclaims replicationcontrollers"
            + " replicationcontrollers/scale secrets serviceaccounts services services/proxy");
    rule(edit, "create", "", "serviceaccounts/token");
    rule(
        edit,
        WRITE,
        "apps",
        "daemonsets deployments deployments/rollback deployments/scale replicasets"
            + " replicasets/scale statefulsets statefulsets/scale");
    rule(edit, WRITE, "autoscaling", "horizontalpodautoscalers");
    rule(edit, WRITE, "batch", "cronjobs jobs");
    rule(edit, WRITE, "policy", "poddisruptionbudgets");
    rule(edit, WRITE, "networking.k8s.io", "ingresses networkpolicies");
    rule(edit, ALL, "coordination.k8s.io", "leases");
    rule(role(roles, "slipway:aggregate-to-edit", "edit"), WRITE, OURS, "*");
  }

  private static void view(List<ObjectNode> roles) {
    ObjectNode view = role(roles, "system:aggregate-to-view", "view");
    rule(
        view,
        READ,
        "",
        "configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods"
            + " replicationcontrollers replicationcontrollers/scale serviceaccounts services"
            + " services/status");
    rule(
        view,
        READ,
        "",
        "bindings events limitranges namespaces/status pods/log pods/status"
            + " replicationcontrollers/status resourcequotas resourcequotas/status");
    rule(view, READ, "", "namespaces");
    rule(view, READ, "discovery.k8s.io", "endpointslices");
    rule(
        view,
        READ,
        "apps",
        "controllerrevisions daemonsets daemonsets/status deployments deployments/scale"
            + " deployments/status replicasets replicasets/scale replicasets/status statefulsets"
            + " statefulsets/scale statefulsets/status");
    rule(view, READ, "autoscaling", "horizontalpodautoscalers horizontalpodautoscalers/status");
    rule(view, READ, "batch", "cronjobs cronjobs/status jobs jobs/status");
    rule(view, READ, "policy", "poddisruptionbudgets poddisruptionbudgets/status");
    rule(view, READ, "networking.k8s.io", "ingresses ingresses/status networkpolicies");
    rule(role(roles, "slipway:aggregate-to-view", "view"), READ, OURS, "*");
  }

  /** A role whose rules are those of others; it is itself part of a wider one, if that is named. */
  private static void aggregated(List<ObjectNode> roles, String name, String partOf) {
    role(roles, name, partOf)
        .putObject("aggregationRule")
        .putArray("clusterRoleSelectors")
        .addObject()
        .putObject("matchLabels")
        .put(LABEL + name, "true");
  }

  private static ObjectNode role(List<ObjectNode> roles, String name, String partOf) {
    ObjectNode role = document("ClusterRole", name);
    if (!partOf.isEmpty()) {
      role.withObject("/metadata/labels").put(LABEL + partOf, "true");
    }
    roles.add(role);
    return role;
  }

  private static ObjectNode document(String kind, String name) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("apiVersion", API + "/v1").put("kind", kind);
    ObjectNode metadata = document.putObject("metadata").put("name", name);
    metadata.putObject("labels").put("kubernetes.io/bootstrapping", "rbac-defaults");
    return document;
  }

  /** The lists are texts with spaces; an empty one is the group of the core. */
  private static void rule(ObjectNode role, String verbs, String groups, String resources) {
    ObjectNode rule = role.withArray("rules").addObject();
    put(rule, "apiGroups", groups);
    put(rule, "resources", resources);
    put(rule, "verbs", verbs);
  }

  private static void paths(ObjectNode role, String verbs, String paths) {
    ObjectNode rule = role.withArray("rules").addObject();
    put(rule, "nonResourceURLs", paths);
    put(rule, "verbs", verbs);
  }

  private static void put(ObjectNode rule, String field, String words) {
    var array = rule.putArray(field);
    for (String word : words.split(" ", -1)) {
      array.add(word);
    }
  }

  private static ObjectNode binding(String role, String... groups) {
    ObjectNode binding = document("ClusterRoleBinding", role);
    binding.putObject("roleRef").put("apiGroup", API).put("kind", "ClusterRole").put("name", role);
    for (String group : groups) {
      binding
          .withArray("subjects")
          .addObject()
          .put("apiGroup", API)
          .put("kind", "Group")
          .put("name", group);
    }
    return binding;
  }
}
