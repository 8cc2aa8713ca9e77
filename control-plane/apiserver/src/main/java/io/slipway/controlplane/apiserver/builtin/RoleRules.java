// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import java.util.ArrayList;
import java.util.List;

/** Roles and ClusterRoles: each rule says what it allows, on resources or on paths. */
final class RoleRules implements Particulars {
  private static final FieldPath RULES = FieldPath.of("rules");

  private final boolean namespaced;

  RoleRules(boolean namespaced) {
    this.namespaced = namespaced;
  }

  @Override
  public List<FieldError> check(ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode rules = object.path("rules");
    for (int i = 0; i < rules.size(); i++) {
      check(rules.get(i), RULES.index(i), errors);
    }
    return errors;
  }

  private void check(JsonNode rule, FieldPath path, List<FieldError> errors) {
    if (rule.path("verbs").isEmpty()) {
      errors.add(FieldError.required(path.child("verbs"), "verbs must contain at least one value"));
    }
    JsonNode groups = rule.path("apiGroups");
    JsonNode resources = rule.path("resources");
    JsonNode names = rule.path("resourceNames");
    JsonNode paths = rule.path("nonResourceURLs");
    if (!paths.isEmpty()) {
      FieldPath at = path.child("nonResourceURLs");
      if (namespaced) {
        errors.add(
            FieldError.invalid(at, paths, "namespaced rules cannot apply to non-resource URLs"));
      }
      if (!groups.isEmpty() || !resources.isEmpty() || !names.isEmpty()) {
        errors.add(
            FieldError.invalid(
                at, paths, "rules cannot apply to both regular resources and non-resource URLs"));
      }
      return;
    }
    if (groups.isEmpty()) {
      errors.add(
          FieldError.required(
              path.child("apiGroups"), "resource rules must supply at least one api group"));
    }
    if (resources.isEmpty()) {
      errors.add(
          FieldError.required(
              path.child("resources"), "resource rules must supply at least one resource"));
    }
    if (!names.isEmpty() && resources.size() > 1) {
      errors.add(
          FieldError.required(
              path.child("resourceNames"), "resource names cannot apply to multiple resources"));
    }
  }
}
