// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rbac;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Whether rules allow all that other rules allow: nobody may give away what they do not have. */
final class Coverage {
  private Coverage() {}

  /** What is not allowed, a line a resource, sorted; empty if all is. */
  static List<String> missing(List<PolicyRule> owned, List<PolicyRule> wanted) {
    List<PolicyRule> missing = new ArrayList<>();
    for (PolicyRule rule : wanted) {
      for (PolicyRule single : singles(rule)) {
        if (!isCovered(owned, single)) {
          missing.add(single);
        }
      }
    }
    TreeSet<String> lines = new TreeSet<>();
    compact(missing).forEach(rule -> lines.add(rule.shown()));
    return List.copyOf(lines);
  }

  /** The rule as rules of one verb on one thing. */
  private static List<PolicyRule> singles(PolicyRule rule) {
    List<PolicyRule> singles = new ArrayList<>();
    for (String group : rule.apiGroups()) {
      for (String resource : rule.resources()) {
        for (String verb : rule.verbs()) {
          if (rule.resourceNames().isEmpty()) {
            singles.add(single(verb, group, resource, List.of()));
          }
          for (String name : rule.resourceNames()) {
            singles.add(single(verb, group, resource, List.of(name)));
          }
        }
      }
    }
    for (String url : rule.nonResourceUrls()) {
      for (String verb : rule.verbs()) {
        singles.add(new PolicyRule(List.of(verb), List.of(), List.of(), List.of(), List.of(url)));
      }
    }
    return singles;
  }

  private static PolicyRule single(String verb, String group, String resource, List<String> names) {
    return new PolicyRule(List.of(verb), List.of(group), List.of(resource), names, List.of());
  }

  private static boolean isCovered(List<PolicyRule> owned, PolicyRule single) {
    for (PolicyRule rule : owned) {
      if (covers(rule, single)) {
        return true;
      }
    }
    return false;
  }

  private static boolean covers(PolicyRule rule, PolicyRule single) {
    return hasAll(rule.verbs(), single.verbs())
        && hasAll(rule.apiGroups(), single.apiGroups())
        && coversResources(rule.resources(), single.resources())
        && coversPaths(rule.nonResourceUrls(), single.nonResourceUrls())
        && coversNames(rule.resourceNames(), single.resourceNames());
  }

  private static boolean hasAll(List<String> owned, List<String> wanted) {
    return owned.contains("*") || owned.containsAll(wanted);
  }

  private static boolean coversResources(List<String> owned, List<String> wanted) {
    if (owned.contains("*")) {
      return true;
    }
    for (String resource : wanted) {
      int slash = resource.indexOf('/');
      boolean any = slash >= 0 && owned.contains("*" + resource.substring(slash));
      if (!any && !owned.contains(resource)) {
        return false;
      }
    }
    return true;
  }

  private static boolean coversPaths(List<String> owned, List<String> wanted) {
    for (String path : wanted) {
      boolean covered = false;
      for (String owner : owned) {
        covered |= PolicyRule.covers(owner, path);
      }
      if (!covered) {
        return false;
      }
    }
    return true;
  }

  private static boolean coversNames(List<String> owned, List<String> wanted) {
    return owned.isEmpty() || (!wanted.isEmpty() && owned.containsAll(wanted));
  }

  /** Rules that differ by the verb only become one. */
  private static List<PolicyRule> compact(List<PolicyRule> singles) {
    Map<PolicyRule, List<String>> verbs = new LinkedHashMap<>();
    List<PolicyRule> compact = new ArrayList<>();
    for (PolicyRule rule : singles) {
      if (rule.nonResourceUrls().isEmpty()) {
        verbs
            .computeIfAbsent(withVerbs(rule, List.of()), each -> new ArrayList<>())
            .addAll(rule.verbs());
      } else {
        compact.add(rule);
      }
    }
    verbs.forEach((rule, all) -> compact.add(withVerbs(rule, all)));
    return compact;
  }

  private static PolicyRule withVerbs(PolicyRule rule, List<String> verbs) {
    return new PolicyRule(
        verbs, rule.apiGroups(), rule.resources(), rule.resourceNames(), rule.nonResourceUrls());
  }
}
