// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import java.util.ArrayList;
import java.util.List;

/** What a Service's author may leave open, and that its address stays. */
final class ServiceRules implements Particulars {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String ADDRESS = "clusterIP";
  private static final String ADDRESSES = "clusterIPs";
  private static final String EXTERNAL_NAME = "ExternalName";
  private static final String LOAD_BALANCER = "LoadBalancer";
  private static final String NODE_PORT = "nodePort";
  private static final String TRAFFIC = "externalTrafficPolicy";
  private static final String ALLOCATE = "allocateLoadBalancerNodePorts";

  @Override
  public void applyDefaults(ObjectNode object) {
    ObjectNode spec = object.withObjectProperty("spec");
    Missing.put(spec, "type", "ClusterIP");
    Missing.put(spec, "sessionAffinity", "None");
    Missing.put(spec, "internalTrafficPolicy", "Cluster");
    if (isOutside(spec)) {
      Missing.put(spec, TRAFFIC, "Cluster");
    }
    if (isLoadBalancer(spec)) {
      Missing.put(spec, ALLOCATE, true);
    }
    for (JsonNode port : spec.path("ports")) {
      if (port instanceof ObjectNode fields) {
        Missing.put(fields, "protocol", "TCP");
        if (!fields.has("targetPort") && fields.has("port")) {
          fields.set("targetPort", fields.get("port"));
        }
      }
    }
  }

  /** Who sends a Service without an address means the one that it has. */
  @Override
  public void prepareUpdate(ObjectNode object, ObjectNode live) {
    ObjectNode spec = object.withObjectProperty("spec");
    JsonNode before = live.path("spec");
    if (isOutside(before)) {
      dropOfType(spec, before);
    }
    if (spec.path("type").asText().equals(EXTERNAL_NAME)) {
      return;
    }
    String address = spec.path(ADDRESS).asText("");
    JsonNode addresses = spec.path(ADDRESSES);
    if (address.isEmpty() && addresses.isEmpty()) {
      for (String field : List.of(ADDRESS, ADDRESSES)) {
        if (before.has(field)) {
          spec.set(field, before.get(field));
        }
      }
    } else if (addresses.isEmpty() || addresses.equals(before.path(ADDRESSES))) {
      spec.putArray(ADDRESSES).add(address);
    } else if (address.isEmpty()) {
      spec.set(ADDRESS, addresses.get(0));
    }
    for (String field : List.of("ipFamilies", "ipFamilyPolicy")) {
      if (!spec.hasNonNull(field) && before.has(field)) {
        spec.set(field, before.get(field));
      }
    }
  }

  /** Whether others than those in the cluster reach it, by ports of the node. */
  private static boolean isOutside(JsonNode spec) {
    String type = spec.path("type").asText();
    return type.equals("NodePort") || type.equals(LOAD_BALANCER);
  }

  /** What belongs to a type and is left as it was goes with the type. */
  private static void dropOfType(ObjectNode spec, JsonNode before) {
    boolean outside = isOutside(spec);
    for (JsonNode port : spec.path("ports")) {
      boolean same = port.path(NODE_PORT).equals(same(port, before).path(NODE_PORT));
      if (!outside && same && port instanceof ObjectNode fields) {
        fields.remove(NODE_PORT);
      }
    }
    for (String field : List.of(TRAFFIC, ALLOCATE)) {
      boolean fits = field.equals(TRAFFIC) ? outside : isLoadBalancer(spec);
      if (!fits && spec.path(field).equals(before.path(field))) {
        spec.remove(field);
      }
    }
  }

  private static boolean isLoadBalancer(JsonNode spec) {
    return spec.path("type").asText().equals(LOAD_BALANCER);
  }

  private static JsonNode same(JsonNode port, JsonNode spec) {
    for (JsonNode each : spec.path("ports")) {
      if (each.path("name").equals(port.path("name"))) {
        return each;
      }
    }
    return MissingNode.getInstance();
  }

  private static void checkNodePorts(JsonNode spec, List<FieldError> errors) {
    JsonNode ports = spec.path("ports");
    for (int i = 0; i < ports.size(); i++) {
      JsonNode port = ports.get(i).path(NODE_PORT);
      FieldPath at = SPEC.child("ports").index(i).child(NODE_PORT);
      if (port.asInt(0) == 0) {
        continue;
      }
      if (!isOutside(spec)) {
        errors.add(
            FieldError.forbidden(
                at, "may not be used when `type` is '" + spec.path("type").asText() + "'"));
      }
    }
  }

  @Override
  public List<FieldError> check(ObjectNode object) {
    JsonNode spec = object.path("spec");
    List<FieldError> errors = new ArrayList<>();
    boolean external = spec.path("type").asText().equals(EXTERNAL_NAME);
    if (external && spec.path("externalName").asText("").isEmpty()) {
      errors.add(FieldError.required(SPEC.child("externalName"), ""));
    }
    boolean headless = spec.path(ADDRESS).asText("").equals("None");
    if (!external && !headless && spec.path("ports").isEmpty()) {
      errors.add(FieldError.required(SPEC.child("ports"), ""));
    }
    checkNodePorts(spec, errors);
    return errors;
  }

  @Override
  public List<FieldError> checkChange(ObjectNode object, ObjectNode live) {
    JsonNode spec = object.path("spec");
    String before = live.path("spec").path(ADDRESS).asText("");
    boolean external = spec.path("type").asText().equals(EXTERNAL_NAME);
    if (external || before.isEmpty() || before.equals(spec.path(ADDRESS).asText(""))) {
      return List.of();
    }
    return List.of(
        FieldError.invalid(
            SPEC.child(ADDRESSES).index(0), spec.path(ADDRESSES), "may not change once set"));
  }
}
