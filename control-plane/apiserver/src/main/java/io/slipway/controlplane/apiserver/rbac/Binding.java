// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.GoText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A role given to subjects.
 *
 * @param namespace where it holds; empty for everywhere
 * @param roleKind {@code ClusterRole} or {@code Role}
 */
record Binding(
    String namespace, String name, String roleKind, String roleName, List<Subject> subjects) {
  Binding {
    subjects = List.copyOf(subjects);
  }

  static Binding of(JsonNode binding) {
    JsonNode metadata = binding.path("metadata");
    JsonNode role = binding.path("roleRef");
    List<Subject> subjects = new ArrayList<>();
    binding.path("subjects").forEach(subject -> subjects.add(Subject.of(subject)));
    return new Binding(
        metadata.path("namespace").asText(""),
        metadata.path("name").asText(""),
        role.path("kind").asText(""),
        role.path("name").asText(""),
        subjects);
  }

  /** The first of the subjects that the user is; null if the user is none of them. */
  @Nullable Subject subjectFor(UserInfo user) {
    for (Subject subject : subjects) {
      if (subject.isUser(user, namespace)) {
        return subject;
      }
    }
    return null;
  }

  /** By which binding a request is allowed, in the words of Kubernetes. */
  String shown(Subject subject) {
    String whole = namespace.isEmpty() ? name : name + '/' + namespace;
    return (namespace.isEmpty() ? "ClusterRoleBinding " : "RoleBinding ")
        + GoText.quote(whole)
        + " of "
        + roleKind
        + ' '
        + GoText.quote(roleName)
        + " to "
        + subject.shown(namespace);
  }
}
