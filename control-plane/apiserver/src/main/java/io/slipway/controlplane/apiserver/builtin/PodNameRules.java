// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.NameSyntax;
import io.slipway.controlplane.apiserver.schema.Addresses;
import java.util.List;

/** What a Pod is called, and how it finds others. */
final class PodNameRules {
  private static final List<String> POLICIES =
      List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
  private static final int MOST_SERVERS = 3;

  private PodNameRules() {}

  static void check(JsonNode spec, FieldPath path, List<FieldError> errors) {
    for (String field : List.of("hostname", "subdomain")) {
      String name = spec.path(field).asText("");
      if (!name.isEmpty()) {
        for (String problem : NameSyntax.dns1123Label(name)) {
          errors.add(FieldError.invalid(path.child(field), name, problem));
        }
      }
    }
    aliases(spec.path("hostAliases"), path.child("hostAliases"), errors);
    resolver(spec, path, errors);
  }

  private static void aliases(JsonNode aliases, FieldPath path, List<FieldError> errors) {
    for (int i = 0; i < aliases.size(); i++) {
      JsonNode alias = aliases.get(i);
      FieldPath at = path.index(i);
      address(alias.path("ip").asText(""), at.child("ip"), errors);
      for (int j = 0; j < alias.path("hostnames").size(); j++) {
        String name = alias.path("hostnames").get(j).asText("");
        for (String problem : NameSyntax.dns1123Subdomain(name)) {
          errors.add(FieldError.invalid(at.child("hostnames").index(j), name, problem));
        }
      }
    }
  }

  private static void address(String text, FieldPath path, List<FieldError> errors) {
    if (!Addresses.isIpv4(text) && !Addresses.isIpv6(text)) {
      errors.add(
          FieldError.invalid(
              path, text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
    }
  }

  private static void resolver(JsonNode spec, FieldPath path, List<FieldError> errors) {
    String policy = spec.path("dnsPolicy").asText("");
    if (!POLICIES.contains(policy)) {
      errors.add(
          FieldError.notSupported(path.child("dnsPolicy"), TextNode.valueOf(policy), POLICIES));
    }
    JsonNode config = spec.path("dnsConfig");
    FieldPath at = path.child("dnsConfig");
    JsonNode servers = config.path("nameservers");
    if (policy.equals("None") && !config.isObject()) {
      errors.add(FieldError.required(at, "must provide `dnsConfig` when `dnsPolicy` is None"));
      return;
    }
    if (policy.equals("None") && servers.isEmpty()) {
      errors.add(
          FieldError.required(
              at.child("nameservers"),
              "must provide at least one DNS nameserver when `dnsPolicy` is None"));
      return;
    }
    if (servers.size() > MOST_SERVERS) {
      errors.add(
          FieldError.invalid(
              at.child("nameservers"), servers, "must not have more than 3 nameservers"));
    }
    for (int i = 0; i < servers.size(); i++) {
      address(servers.get(i).asText(""), at.child("nameservers").index(i), errors);
    }
  }
}
