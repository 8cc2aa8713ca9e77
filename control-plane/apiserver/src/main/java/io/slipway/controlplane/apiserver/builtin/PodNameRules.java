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
  private static final int LONGEST_HOSTNAME = 64;
  private static final int MOST_SERVERS = 3;
  private static final int MOST_SEARCHES = 32;
  private static final int LONGEST_SEARCHES = 2048;

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
    override(spec, path.child("hostnameOverride"), errors);
    aliases(spec.path("hostAliases"), path.child("hostAliases"), errors);
    resolver(spec, path, errors);
  }

  private static void override(JsonNode spec, FieldPath path, List<FieldError> errors) {
    if (!spec.path("hostnameOverride").isTextual()) {
      return;
    }
    String name = spec.path("hostnameOverride").asText();
    for (String other : List.of("hostNetwork", "setHostnameAsFQDN")) {
      if (spec.path(other).asBoolean()) {
        errors.add(FieldError.forbidden(path, "may not be specified when " + other + " is true"));
      }
    }
    if (name.length() > LONGEST_HOSTNAME) {
      errors.add(FieldError.tooLong(path, LONGEST_HOSTNAME));
    }
    for (String problem : NameSyntax.dns1123Subdomain(name)) {
      errors.add(FieldError.invalid(path, name, problem));
    }
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
    searches(config.path("searches"), at.child("searches"), errors);
    for (int i = 0; i < config.path("options").size(); i++) {
      if (config.path("options").get(i).path("name").asText("").isEmpty()) {
        errors.add(FieldError.required(at.child("options").index(i), "must not be empty"));
      }
    }
  }

  private static void searches(JsonNode searches, FieldPath path, List<FieldError> errors) {
    if (searches.size() > MOST_SEARCHES) {
      errors.add(
          FieldError.invalid(
              path, searches, "must not have more than " + MOST_SEARCHES + " search paths"));
    }
    int length = Math.max(0, searches.size() - 1); // the spaces between
    for (JsonNode search : searches) {
      length += search.asText("").length();
    }
    if (length > LONGEST_SEARCHES) {
      errors.add(
          FieldError.invalid(
              path,
              searches,
              "must not have more than %d characters (including spaces) in the search list"
                  .formatted(LONGEST_SEARCHES)));
    }
    for (int i = 0; i < searches.size(); i++) {
      String search = searches.get(i).asText("");
      String name = search.endsWith(".") ? search.substring(0, search.length() - 1) : search;
      if (!search.equals(".")) {
        for (String problem : NameSyntax.underscoredSubdomain(name)) {
          errors.add(FieldError.invalid(path.index(i), name, problem));
        }
      }
    }
  }
}
