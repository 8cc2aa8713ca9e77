// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
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

  @Override
  public void applyDefaults(ObjectNode object) {
    ObjectNode spec = object.withObjectProperty("spec");
    Missing.put(spec, "type", "ClusterIP");
    Missing.put(spec, "sessionAffinity", "None");
    Missing.put(spec, "internalTrafficPolicy", "Cluster");
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
