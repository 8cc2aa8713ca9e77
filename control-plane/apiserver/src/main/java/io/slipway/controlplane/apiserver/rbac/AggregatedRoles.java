// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

  /**
   * Gives the aggregated ones of all cluster roles that there are their rules. They may gather from
   * one another, as {@code admin} does from {@code edit}, and that from {@code view}, in any order.
   */
  public static void gather(Collection<ObjectNode> clusterRoles) {
    List<ObjectNode> aggregated = new ArrayList<>();
    for (ObjectNode role : clusterRoles) {
      if (isAggregated(role)) {
        role.putArray("rules"); // what it had may have come from a role that is gone
        aggregated.add(role);
      }
    }
    boolean more = true;
    while (more) {
      more = false;
      for (ObjectNode role : aggregated) {
        ArrayNode rules = rules(role, clusterRoles);
        more |= rules.size() > role.path("rules").size(); // they only become more
        role.set("rules", rules);
      }
    }
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
