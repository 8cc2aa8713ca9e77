// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import java.util.ArrayList;
import java.util.List;

/**
 * RoleBindings and ClusterRoleBindings. Their role stays: who may bind one role must not thereby
 * give another one to everybody who has the first.
 */
final class BindingRules implements Particulars {
  private static final String GROUP = "rbac.authorization.k8s.io";
  private static final String API_GROUP = "apiGroup";
  private static final String ROLE_REF = "roleRef";
  private static final String NAME = "name";
  private static final String KIND = "kind";
  private static final FieldPath ROLE = FieldPath.of(ROLE_REF);
  private static final FieldPath SUBJECTS = FieldPath.of("subjects");

  private final boolean namespaced;

  BindingRules(boolean namespaced) {
    this.namespaced = namespaced;
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    Missing.put(object.withObjectProperty(ROLE_REF), API_GROUP, GROUP);
    for (JsonNode subject : object.path("subjects")) {
      boolean named = List.of("User", "Group").contains(text(subject, KIND));
      if (named && subject instanceof ObjectNode fields) {
        Missing.put(fields, API_GROUP, GROUP);
      }
    }
  }

  @Override
  public List<FieldError> check(ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode role = object.path(ROLE_REF);
    requireOneOf(List.of(GROUP), role, ROLE, API_GROUP, errors);
    List<String> kinds = namespaced ? List.of("Role", "ClusterRole") : List.of("ClusterRole");
    requireOneOf(kinds, role, ROLE, KIND, errors);
    requireText(role, ROLE, NAME, errors);
    JsonNode subjects = object.path("subjects");
    for (int i = 0; i < subjects.size(); i++) {
      checkSubject(subjects.get(i), SUBJECTS.index(i), errors);
    }
    return errors;
  }

  private void checkSubject(JsonNode subject, FieldPath path, List<FieldError> errors) {
    requireText(subject, path, NAME, errors);
    switch (text(subject, KIND)) {
      case "ServiceAccount" -> {
        requireOneOf(List.of(""), subject, path, API_GROUP, errors);
        if (!namespaced) {
          requireText(subject, path, "namespace", errors);
        }
      }
      case "User" -> checkNamed(subject, path, "user name cannot be empty", errors);
      case "Group" -> checkNamed(subject, path, "group name cannot be empty", errors);
      default ->
          requireOneOf(List.of("ServiceAccount", "User", "Group"), subject, path, KIND, errors);
    }
  }

  private static void checkNamed(
      JsonNode subject, FieldPath path, String nameless, List<FieldError> errors) {
    if (text(subject, NAME).isEmpty()) {
      errors.add(FieldError.invalid(path.child(NAME), "", nameless));
    }
    requireOneOf(List.of(GROUP), subject, path, API_GROUP, errors);
  }

  private static void requireText(
      JsonNode object, FieldPath path, String field, List<FieldError> errors) {
    if (text(object, field).isEmpty()) {
      errors.add(FieldError.required(path.child(field), ""));
    }
  }

  private static void requireOneOf(
      List<String> known, JsonNode object, FieldPath path, String field, List<FieldError> errors) {
    String value = text(object, field);
    if (!known.contains(value)) {
      JsonNode shown = JsonNodeFactory.instance.textNode(value);
      errors.add(FieldError.notSupported(path.child(field), shown, known));
    }
  }

  @Override
  public List<FieldError> checkChange(ObjectNode object, ObjectNode live) {
    ObjectNode role = role(object);
    return role.equals(role(live))
        ? List.of()
        : List.of(FieldError.invalid(ROLE, role, "cannot change roleRef"));
  }

  /** With the names of Kubernetes' own structure, which its message shows. */
  private static ObjectNode role(ObjectNode object) {
    JsonNode role = object.path(ROLE_REF);
    String group = text(role, API_GROUP);
    return JsonNodeFactory.instance
        .objectNode()
        .put("APIGroup", group.isEmpty() ? GROUP : group)
        .put("Kind", text(role, KIND))
        .put("Name", text(role, NAME));
  }

  private static String text(JsonNode object, String field) {
    return object.path(field).asText("");
  }
}
