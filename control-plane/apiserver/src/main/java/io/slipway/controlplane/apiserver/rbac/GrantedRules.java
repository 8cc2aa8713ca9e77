// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rbac;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * The rules that someone has somewhere.
 *
 * @param rules of all roles that are bound, as far as they were found
 * @param problems with roles that were not
 */
record GrantedRules(List<PolicyRule> rules, List<String> problems) {
  GrantedRules {
    rules = List.copyOf(rules);
    problems = List.copyOf(problems);
  }

  /** The problems as one text, each once; empty for none. */
  String problem() {
    LinkedHashSet<String> different = new LinkedHashSet<>(problems);
    String joined = String.join(", ", different);
    return different.size() > 1 ? '[' + joined + ']' : joined;
  }
}
