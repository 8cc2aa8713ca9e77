// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cluster roles whose rules are those of others, found by their labels. */
public final class AggregatedRoles {
  private AggregatedRoles() {}

  /** Whether the rules of a cluster role are gathered. */
  public static boolean isAggregated(JsonNode clusterRole) {
    return !selectors(clusterRole).isEmpty();
  }

  /** What the rules of an aggregated role have to be, from all cluster roles that there are. */
  public static ArrayNode rules(JsonNode clusterRole, Collection<? extends JsonNode> clusterRoles) {
    String own = name(clusterRole);
    Set<PolicyRule> rules = new LinkedHashSet<>();
    List<JsonNode> sorted = new ArrayList<>(clusterRoles);
    sorted.sort(Comparator.comparing(AggregatedRoles::name));
    for (JsonNode selector : selectors(clusterRole)) {
      for (JsonNode other : sorted) {
        if (!name(other).equals(own) && matches(selector, labels(other))) {
          rules.addAll(PolicyRule.all(other.path("rules")));
        }
      }
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode(rules.size());
    rules.forEach(rule -> array.add(rule.toJson()));
    return array;
  }

  private static JsonNode selectors(JsonNode clusterRole) {
    return clusterRole.path("aggregationRule").path("clusterRoleSelectors");
  }

  private static String name(JsonNode document) {
    return document.path("metadata").path("name").asText("");
  }

  private static JsonNode labels(JsonNode document) {
    return document.path("metadata").path("labels");
  }

  private static boolean matches(JsonNode selector, JsonNode labels) {
    for (Map.Entry<String, JsonNode> label : selector.path("matchLabels").properties()) {
      if (!label.getValue().equals(labels.get(label.getKey()))) {
        return false;
      }
    }
    for (JsonNode expression : selector.path("matchExpressions")) {
      if (!holds(expression, labels)) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(JsonNode expression, JsonNode labels) {
    JsonNode value = labels.path(expression.path("key").asText());
    return switch (expression.path("operator").asText()) {
      case "In" -> !value.isMissingNode() && contains(expression.path("values"), value);
      case "NotIn" -> value.isMissingNode() || !contains(expression.path("values"), value);
      case "Exists" -> !value.isMissingNode();
      case "DoesNotExist" -> value.isMissingNode();
      default -> false;
    };
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode each : values) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }
}
