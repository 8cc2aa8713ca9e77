// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.catalog;

import io.slipway.controlplane.apiserver.apply.IgnoredFields;
import io.slipway.controlplane.apiserver.apply.ManagedFields;
import io.slipway.controlplane.apiserver.apply.ObjectVersions;
import io.slipway.controlplane.apiserver.apply.ScaleFields;
import io.slipway.controlplane.apiserver.builtin.BuiltinRules;
import io.slipway.controlplane.apiserver.builtin.EventForm;
import io.slipway.controlplane.apiserver.definition.DefinitionKind;
import io.slipway.controlplane.apiserver.discovery.ServedResource;
import io.slipway.controlplane.apiserver.discovery.ServedResource.Subresource;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import io.slipway.controlplane.apiserver.openapi.BuiltinSchema;
import io.slipway.controlplane.apiserver.openapi.OpenApiKind.KindSchema;
import io.slipway.controlplane.apiserver.resource.KindRules;
import io.slipway.controlplane.apiserver.resource.ResourceType;
import io.slipway.controlplane.apiserver.selector.SelectableFields;
import io.slipway.controlplane.apiserver.table.BuiltinPrinters;
import io.slipway.controlplane.apiserver.table.KindPrinter;
import io.slipway.controlplane.apiserver.types.BuiltinTypes;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kinds of Kubernetes itself that are served. */
final class BuiltinKinds {
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final List<String> VERBS_ONE_BY_ONE =
      List.of("create", "delete", "get", "list", "patch", "update", "watch");
  private static final List<String> CHANGING = List.of("get", "patch", "update");
  private static final List<String> CONNECTING = List.of("create", "get");

  /** A kind, in a form that is quickly written down. */
  private record Row(String apiVersion, String kind, String plural, String marks) {
    boolean marked(String mark) {
      return (' ' + marks + ' ').contains(' ' + mark + ' ');
    }

    String group() {
      int slash = apiVersion.indexOf('/');
      return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    String version() {
      return apiVersion.substring(apiVersion.indexOf('/') + 1);
    }
  }

  /**
   * Marks: cluster (else in namespaces), those of subresources (status, scale, ...; pod: all that
   * Pods have), counted (has a generation), all (is of that category), strict (updates name their
   * resource version); short names begin with a dash.
   */
  private static final List<Row> ROWS =
      List.of(
          new Row("v1", "Namespace", "namespaces", "cluster status finalize -ns"),
          new Row("v1", "Node", "nodes", "cluster status -no"),
          new Row("v1", "ConfigMap", "configmaps", "-cm"),
          new Row("v1", "Secret", "secrets", ""),
          new Row("v1", "ServiceAccount", "serviceaccounts", "token -sa"),
          new Row("v1", "PersistentVolumeClaim", "persistentvolumeclaims", "status -pvc"),
          new Row("v1", "Pod", "pods", "status counted all binding pod -po"),
          new Row("v1", "Service", "services", "status all -svc"),
          new Row("v1", "Event", "events", "-ev"),
          new Row("events.k8s.io/v1", "Event", "events", "-ev"),
          new Row("discovery.k8s.io/v1", "EndpointSlice", "endpointslices", "counted"),
          new Row("coordination.k8s.io/v1", "Lease", "leases", "strict"),
          new Row("scheduling.k8s.io/v1", "PriorityClass", "priorityclasses", "cluster -pc"),
          new Row("apps/v1", "ControllerRevision", "controllerrevisions", ""),
          new Row("apps/v1", "Deployment", "deployments", "status scale counted all -deploy"),
          new Row("apps/v1", "ReplicaSet", "replicasets", "status scale counted all -rs"),
          new Row("apps/v1", "StatefulSet", "statefulsets", "status scale counted all -sts"),
          new Row("batch/v1", "Job", "jobs", "status counted all"),
          new Row("batch/v1", "CronJob", "cronjobs", "status counted all -cj"),
          new Row("rbac.authorization.k8s.io/v1", "Role", "roles", ""),
          new Row("rbac.authorization.k8s.io/v1", "RoleBinding", "rolebindings", ""),
          new Row("rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", "cluster"),
          new Row(
              "rbac.authorization.k8s.io/v1",
              "ClusterRoleBinding",
              "clusterrolebindings",
              "cluster"),
          new Row(
              "apiextensions.k8s.io/v1",
              "CustomResourceDefinition",
              "customresourcedefinitions",
              "cluster status counted strict -crd -crds"));

  private record Making(Row row) implements ServedKind.Making {
    @Override
    public ServedKind.Details details() {
      return BuiltinKinds.details(row);
    }

    @Override
    public KindPrinter printer() {
      return BuiltinPrinters.of(new GroupKind(row.group(), row.kind()));
    }

    @Override
    public KindSchema schema() {
      return new BuiltinSchema(row.apiVersion(), row.kind());
    }
  }

  private BuiltinKinds() {}

  static List<ServedKind> all() {
    List<ServedKind> kinds = new ArrayList<>(ROWS.size());
    for (Row row : ROWS) {
      kinds.add(
          new ServedKind(
              resource(row), true, row.kind() + "List", scale(row), "", new Making(row)));
    }
    return kinds;
  }

  private static @Nullable Scale scale(Row row) {
    return row.marked("scale")
        ? new Scale(
            "spec.replicas",
            "status.replicas",
            "spec.selector",
            new ScaleFields(row.apiVersion(), Map.of(row.apiVersion(), "spec.replicas")))
        : null;
  }

  private static ServedResource resource(Row row) {
    List<String> shortNames = new ArrayList<>();
    for (String mark : row.marks().split(" ", -1)) {
      if (mark.startsWith("-")) {
        shortNames.add(mark.substring(1));
      }
    }
    return new ServedResource(
        new GroupKind(row.group(), row.kind()),
        new GroupResource(row.group(), row.plural()),
        row.version(),
        row.kind().toLowerCase(Locale.ROOT),
        shortNames,
        row.marked("all") ? List.of("all") : List.of(),
        !row.marked("cluster"),
        row.kind().equals("Namespace") ? VERBS_ONE_BY_ONE : VERBS,
        subresources(row));
  }

  private static List<Subresource> subresources(Row row) {
    List<Subresource> subresources = new ArrayList<>();
    if (row.marked("pod")) {
      subresources.add(new Subresource("attach", "v1", "PodAttachOptions", CONNECTING));
    }
    if (row.marked("binding")) {
      subresources.add(new Subresource("binding", "v1", "Binding", List.of("create")));
    }
    if (row.marked("pod")) {
      subresources.add(new Subresource("exec", "v1", "PodExecOptions", CONNECTING));
      subresources.add(new Subresource("log", "v1", "Pod", List.of("get")));
      subresources.add(new Subresource("portforward", "v1", "PodPortForwardOptions", CONNECTING));
    }
    if (row.marked("finalize")) {
      subresources.add(new Subresource("finalize", "v1", "Namespace", List.of("update")));
    }
    if (row.marked("scale")) {
      subresources.add(new Subresource("scale", "autoscaling/v1", "Scale", CHANGING));
    }
    if (row.marked("status")) {
      subresources.add(new Subresource("status", row.apiVersion(), row.kind(), CHANGING));
    }
    if (row.marked("token")) {
      subresources.add(
          new Subresource("token", "authentication.k8s.io/v1", "TokenRequest", List.of("create")));
    }
    return subresources;
  }

  private static ServedKind.Details details(Row row) {
    TypeDescription description = BuiltinTypes.of(row.apiVersion(), row.kind());
    if (description == null) {
      throw new IllegalStateException("no description of " + row.apiVersion() + ' ' + row.kind());
    }
    boolean renamed = row.apiVersion().equals(EventForm.API_VERSION);
    ResourceType type =
        new ResourceType(
            // one storage, which names its kind as the core group does
            new GroupKind(renamed ? "" : row.group(), row.kind()),
            new GroupResource(row.group(), row.plural()),
            row.version(),
            !row.marked("cluster"),
            !row.marked("strict"),
            row.marked("counted"),
            rules(row, description),
            owners(row, description, ""),
            row.marked("status") ? owners(row, description, "status") : null,
            renamed ? new EventForm() : null);
    return new ServedKind.Details(
        type, description, SelectableFields.of(row.apiVersion(), row.kind()));
  }

  private static KindRules rules(Row row, TypeDescription description) {
    return row.kind().equals("CustomResourceDefinition")
        ? new DefinitionKind()
        : BuiltinRules.of(row.apiVersion(), row.kind(), description);
  }

  private static ManagedFields owners(Row row, TypeDescription description, String subresource) {
    return new ManagedFields(
        row.apiVersion(),
        row.kind(),
        ObjectVersions.only(row.apiVersion(), description),
        subresource,
        IgnoredFields.ofBuiltin(row.apiVersion(), row.kind(), subresource));
  }
}
