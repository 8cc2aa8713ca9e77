// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.endpoints;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.Json;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Again;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.objects.Owners;
import io.slipway.controlplane.controllers.objects.Pods;
import io.slipway.controlplane.controllers.objects.TemplateHash;
import io.slipway.controlplane.controllers.plan.Change;
import io.slipway.controlplane.controllers.plan.Controller;
import io.slipway.controlplane.controllers.plan.Plan;
import io.slipway.controlplane.controllers.plan.World;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes in EndpointSlices which Pods answer for a Service. */
public final class Endpoints implements Controller {
  private static final String SERVICE = "kubernetes.io/service-name";
  private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  private static final String MANAGER = "endpointslice-controller.k8s.io";
  private static final int MOST_IN_SLICE = 100;

  /** Pods that are reached in the same way: in slices of their own. */
  private record Group(String addressType, List<Map<String, Object>> ports) {}

  @Override
  public Kind kind() {
    return Kind.SERVICE;
  }

  @Override
  public Set<Kind> reads() {
    return Set.of(Kind.POD, Kind.ENDPOINT_SLICE);
  }

  /** Whether a Service chooses an object with these labels. */
  public static boolean selects(KubeObject service, Map<String, String> labels) {
    Map<String, String> selector = service.spec().textMap("selector");
    return !selector.isEmpty()
        && !service.spec().text("type").equals("ExternalName")
        && labels.entrySet().containsAll(selector.entrySet());
  }

  @Override
  public Plan plan(KubeObject service, World world, Instant now) {
    if (service.isDeleting() || service.spec().textMap("selector").isEmpty()) {
      return Plan.NOTHING; // whoever made it says who answers
    }
    Map<String, Map<String, Object>> wanted = slices(service, world);
    List<Change> changes = new ArrayList<>();
    for (KubeObject slice : world.all(Kind.ENDPOINT_SLICE, service.namespace())) {
      if (isMine(slice, service)) {
        Map<String, Object> desired = wanted.remove(slice.name());
        if (desired == null) {
          changes.add(new Change.Delete(Kind.ENDPOINT_SLICE, slice));
        } else if (!Json.same(desired.get("endpoints"), slice.json().get("endpoints"))) {
          changes.add(
              new Change.Patch(
                  Kind.ENDPOINT_SLICE, slice, Map.of("endpoints", endpoints(desired))));
        }
      }
    }
    wanted.values().forEach(slice -> changes.add(new Change.Create(Kind.ENDPOINT_SLICE, slice)));
    return new Plan(changes, Again.NEVER);
  }

  private static Object endpoints(Map<String, Object> slice) {
    Object endpoints = slice.get("endpoints");
    return endpoints == null ? List.of() : endpoints;
  }

  private static boolean isMine(KubeObject slice, KubeObject service) {
    return service.name().equals(slice.labels().get(SERVICE))
        && MANAGER.equals(slice.labels().get(MANAGED_BY))
        && Owners.controls(service, slice);
  }

  /** By their names. */
  private static Map<String, Map<String, Object>> slices(KubeObject service, World world) {
    List<KubeObject> pods = new ArrayList<>();
    for (KubeObject pod : world.all(Kind.POD, service.namespace())) {
      if (selects(service, pod.labels()) && !Pods.isTerminal(pod)) {
        pods.add(pod);
      }
    }
    pods.sort(Comparator.comparing(KubeObject::name));
    Map<Group, List<Map<String, Object>>> groups = new LinkedHashMap<>();
    for (KubeObject pod : pods) {
      String address = pod.status().text("podIP");
      if (!address.isEmpty()) {
        Group group = new Group(address.contains(":") ? "IPv6" : "IPv4", Ports.of(service, pod));
        groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(endpoint(service, pod, address));
      }
    }
    if (groups.isEmpty()) {
      groups.put(new Group("IPv4", List.of()), List.of());
    }
    Map<String, Map<String, Object>> slices = new LinkedHashMap<>();
    groups.forEach((group, endpoints) -> add(service, group, endpoints, slices));
    return slices;
  }

  private static void add(
      KubeObject service,
      Group group,
      List<Map<String, Object>> endpoints,
      Map<String, Map<String, Object>> slices) {
    int part = 0;
    do {
      int end = Math.min(endpoints.size(), part + MOST_IN_SLICE);
      String hash = TemplateHash.of(List.of(group.addressType(), group.ports(), part));
      String name = service.name() + "-" + hash.substring(0, 5);
      slices.put(name, slice(service, name, group, endpoints.subList(part, end)));
      part = end;
    } while (part < endpoints.size());
  }

  private static Map<String, Object> slice(
      KubeObject service, String name, Group group, List<Map<String, Object>> endpoints) {
    Map<String, Object> labels = new LinkedHashMap<>(service.labels());
    labels.put(SERVICE, service.name());
    labels.put(MANAGED_BY, MANAGER);
    if (service.spec().text("clusterIP").equals("None")) {
      labels.put("service.kubernetes.io/headless", "");
    }
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", name);
    metadata.put("namespace", service.namespace());
    metadata.put("labels", labels);
    metadata.put("ownerReferences", List.of(Owners.reference(Kind.SERVICE, service)));
    Map<String, Object> slice = new LinkedHashMap<>();
    slice.put("apiVersion", Kind.ENDPOINT_SLICE.apiVersion());
    slice.put("kind", Kind.ENDPOINT_SLICE.kind());
    slice.put("metadata", metadata);
    slice.put("addressType", group.addressType());
    slice.put("endpoints", endpoints);
    slice.put("ports", group.ports());
    return slice;
  }

  private static Map<String, Object> endpoint(KubeObject service, KubeObject pod, String address) {
    boolean serving = Pods.isReady(pod);
    boolean always = service.spec().flag("publishNotReadyAddresses", false);
    Map<String, Object> endpoint = new LinkedHashMap<>();
    endpoint.put("addresses", List.of(address));
    endpoint.put(
        "conditions",
        Map.of(
            "ready",
            always || (serving && !pod.isDeleting()),
            "serving",
            serving,
            "terminating",
            pod.isDeleting()));
    Fields spec = pod.spec();
    if (spec.has("hostname") && spec.text("subdomain").equals(service.name())) {
      endpoint.put("hostname", spec.text("hostname"));
    }
    if (spec.has("nodeName")) {
      endpoint.put("nodeName", spec.text("nodeName"));
    }
    endpoint.put(
        "targetRef",
        Map.of("kind", "Pod", "name", pod.name(), "namespace", pod.namespace(), "uid", pod.uid()));
    return endpoint;
  }
}
