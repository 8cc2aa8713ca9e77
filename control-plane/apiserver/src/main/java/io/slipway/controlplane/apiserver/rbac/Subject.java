// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.GoText;

/**
 * Whom a binding gives a role to.
 *
 * @param kind {@code User}, {@code Group} or {@code ServiceAccount}
 * @param namespace of a service account; empty for that of the binding
 */
record Subject(String kind, String name, String namespace) {
  static Subject of(JsonNode subject) {
    return new Subject(
        subject.path("kind").asText(""),
        subject.path("name").asText(""),
        subject.path("namespace").asText(""));
  }

  boolean isUser(UserInfo user, String bindingNamespace) {
    return switch (kind) {
      case "User" -> user.name().equals(name);
      case "Group" -> user.groups().contains(name);
      case "ServiceAccount" -> {
        String in = namespaceIn(bindingNamespace);
        yield !in.isEmpty() && user.name().equals(UserInfo.serviceAccountName(in, name));
      }
      default -> false;
    };
  }

  private String namespaceIn(String bindingNamespace) {
    return namespace.isEmpty() ? bindingNamespace : namespace;
  }

  String shown(String bindingNamespace) {
    String whole =
        kind.equals("ServiceAccount") ? name + '/' + namespaceIn(bindingNamespace) : name;
    return kind + ' ' + GoText.quote(whole);
  }
}
