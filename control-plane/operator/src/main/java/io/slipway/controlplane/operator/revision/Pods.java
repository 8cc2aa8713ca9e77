// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.revision;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.route.RequestRules;
import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.Metadata;
import io.slipway.controlplane.operator.objects.ObjectKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One machine: a revision is a Pod for each of its copies, and nothing between. A Pod's name is its
 * revision's and its place among the copies, so that none is ever made twice.
 *
 * @param check of what services say of their requests
 */
public record Pods(Front front, RequestRules.Check check) implements WayToRun {
  /** Where nobody looks at the rules of requests, and any will do. */
  public Pods(Front front) {
    this(front, _ -> List.of());
  }

  public Pods {
    Objects.requireNonNull(front, "front");
    Objects.requireNonNull(check, "check");
  }

  @Override
  public List<ApiObject> of(Revision revision, int replicas, ApiObject owner) {
    List<ApiObject> pods = new ArrayList<>();
    for (int i = 0; i < replicas; i++) {
      pods.add(pod(revision, i, owner));
    }
    return pods;
  }

  @Override
  public String url(ObjectKey service) {
    return front.scheme() + front.address() + DeployContract.SERVING_PREFIX + service;
  }

  @Override
  public String addressInPods(ObjectKey service) {
    return front.addressInPods().get() + DeployContract.SERVING_PREFIX + service;
  }

  @Override
  public List<String> faults(RequestRules rules) {
    return check.faults(rules);
  }

  /** The revision of the Pod of that name. */
  static String revisionOf(String pod) {
    int dash = pod.lastIndexOf('-');
    return dash < 0 ? pod : pod.substring(0, dash);
  }

  private static ApiObject pod(Revision revision, int ordinal, ApiObject owner) {
    PodTemplate template = revision.template();
    Map<String, String> labels = new LinkedHashMap<>(template.labels());
    labels.putAll(revision.labels());
    labels.put(Labels.APP, "isvc." + revision.component().nameIn(revision.service()));
    ObjectKey key = new ObjectKey(revision.namespace(), revision.name() + "-" + ordinal);
    Map<String, Object> spec =
        ServerPort.toldIn(OwnPorts.in(template.spec(), key.namespace(), key.name()));
    return new ApiObject(
        "v1",
        "Pod",
        Metadata.of(key, labels, template.annotations(), owner.asOwner()),
        Map.of("spec", spec));
  }
}
