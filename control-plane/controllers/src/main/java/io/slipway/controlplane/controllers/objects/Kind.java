// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.objects;

import io.slipway.controlplane.client.Resource;
import java.util.Optional;

/** The kinds that the controllers read or write; all are in namespaces. */
public enum Kind {
  POD("", "Pod", "pods"),
  SERVICE("", "Service", "services"),
  VOLUME_CLAIM("", "PersistentVolumeClaim", "persistentvolumeclaims"),
  ENDPOINT_SLICE("discovery.k8s.io", "EndpointSlice", "endpointslices"),
  REPLICA_SET("apps", "ReplicaSet", "replicasets"),
  DEPLOYMENT("apps", "Deployment", "deployments"),
  STATEFUL_SET("apps", "StatefulSet", "statefulsets"),
  CONTROLLER_REVISION("apps", "ControllerRevision", "controllerrevisions"),
  JOB("batch", "Job", "jobs"),
  CRON_JOB("batch", "CronJob", "cronjobs");

  private final String group;
  private final String kind;
  private final String plural;

  Kind(String group, String kind, String plural) {
    this.group = group;
    this.kind = kind;
    this.plural = plural;
  }

  /** The kind that an owner reference names; empty if it is none of these. */
  public static Optional<Kind> of(String apiVersion, String kind) {
    for (Kind each : values()) {
      if (each.kind.equals(kind) && each.apiVersion().equals(apiVersion)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  public String apiVersion() {
    return group.isEmpty() ? "v1" : group + "/v1";
  }

  /** As documents write it. */
  public String kind() {
    return kind;
  }

  public Resource resource() {
    return new Resource(group, "v1", plural, true);
  }
}
