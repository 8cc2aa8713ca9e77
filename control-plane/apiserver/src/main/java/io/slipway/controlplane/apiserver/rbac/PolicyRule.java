// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.GoText;
import java.util.ArrayList;
import java.util.List;

/** One rule of a role: these verbs on these resources or paths. There is no rule that forbids. */
public record PolicyRule(
    List<String> verbs,
    List<String> apiGroups,
    List<String> resources,
    List<String> resourceNames,
    List<String> nonResourceUrls) {
  private static final String ALL = "*";

  public PolicyRule {
    verbs = List.copyOf(verbs);
    apiGroups = List.copyOf(apiGroups);
    resources = List.copyOf(resources);
    resourceNames = List.copyOf(resourceNames);
    nonResourceUrls = List.copyOf(nonResourceUrls);
  }

  static PolicyRule of(JsonNode rule) {
    return new PolicyRule(
        texts(rule.path("verbs")),
        texts(rule.path("apiGroups")),
        texts(rule.path("resources")),
        texts(rule.path("resourceNames")),
        texts(rule.path("nonResourceURLs")));
  }

  static List<PolicyRule> all(JsonNode rules) {
    List<PolicyRule> all = new ArrayList<>(rules.size());
    rules.forEach(rule -> all.add(of(rule)));
    return all;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>(array.size());
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  boolean allows(AccessRequest request) {
    if (!hasOrAll(verbs, request.verb())) {
      return false;
    }
    return switch (request) {
      case AccessRequest.ToResource to ->
          hasOrAll(apiGroups, to.group())
              && allowsResource(to)
              && (resourceNames.isEmpty() || resourceNames.contains(to.name()));
      case AccessRequest.ToPath to -> allowsPath(to.path());
    };
  }

  private boolean allowsResource(AccessRequest.ToResource to) {
    for (String resource : resources) {
      if (resource.equals(ALL) || resource.equals(to.combined())) {
        return true;
      }
      if (!to.subresource().isEmpty() && resource.equals("*/" + to.subresource())) {
        return true;
      }
    }
    return false;
  }

  private boolean allowsPath(String path) {
    for (String url : nonResourceUrls) {
      if (url.equals(ALL) || covers(url, path)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasOrAll(List<String> values, String value) {
    return values.contains(ALL) || values.contains(value);
  }

  /** Whether a path is the other or, with stars at its end, begins it. */
  static boolean covers(String owner, String path) {
    if (owner.equals(path)) {
      return true;
    }
    if (!owner.endsWith(ALL)) {
      return false;
    }
    int end = owner.length();
    while (end > 0 && owner.charAt(end - 1) == '*') {
      end--;
    }
    return path.startsWith(owner.substring(0, end));
  }

  /** As documents have it: empty lists are left out. */
  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    put(json, "verbs", verbs);
    put(json, "apiGroups", apiGroups);
    put(json, "resources", resources);
    put(json, "resourceNames", resourceNames);
    put(json, "nonResourceURLs", nonResourceUrls);
    return json;
  }

  private static void put(ObjectNode json, String field, List<String> values) {
    if (!values.isEmpty()) {
      values.forEach(json.putArray(field)::add);
    }
  }

  /** In one line, as errors about missing rights show it. */
  String shown() {
    StringBuilder out = new StringBuilder("{");
    show(out, "APIGroups", apiGroups);
    show(out, "Resources", resources);
    show(out, "NonResourceURLs", nonResourceUrls);
    show(out, "ResourceNames", resourceNames);
    show(out, "Verbs", verbs);
    return out.append('}').toString();
  }

  private static void show(StringBuilder out, String name, List<String> values) {
    if (!values.isEmpty()) {
      out.append(out.length() > 1 ? ", " : "").append(name).append(':').append(quoted(values));
    }
  }

  /** A list as Go prints it with {@code %q}. */
  static String quoted(List<String> values) {
    StringBuilder out = new StringBuilder("[");
    for (String value : values) {
      out.append(out.length() > 1 ? " " : "").append(GoText.quote(value));
    }
    return out.append(']').toString();
  }
}
