// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rbac;

import io.slipway.controlplane.apiserver.meta.GoText;

/** What someone wants to do. */
public sealed interface AccessRequest {
  /** What is to be done: {@code get}, {@code create}, ... */
  String verb();

  /** Who cannot do what, as Kubernetes says it. */
  String refusal(UserInfo user);

  /**
   * To do something with objects of a kind.
   *
   * @param group of the kind; empty for the core
   * @param resource in the plural
   * @param subresource empty if it is the object itself
   * @param namespace empty for the whole cluster
   * @param name of the object; empty if it is none in particular
   */
  record ToResource(
      String verb, String group, String resource, String subresource, String namespace, String name)
      implements AccessRequest {

    /** {@code pods/log}. */
    String combined() {
      return subresource.isEmpty() ? resource : resource + '/' + subresource;
    }

    @Override
    public String refusal(UserInfo user) {
      String where =
          namespace.isEmpty()
              ? " at the cluster scope"
              : " in the namespace " + GoText.quote(namespace);
      return clean(
          "User "
              + GoText.quote(user.name())
              + " cannot "
              + verb
              + " resource "
              + GoText.quote(combined())
              + " in API group "
              + GoText.quote(group)
              + where);
    }
  }

  /** To use a path that is no resource. */
  record ToPath(String verb, String path) implements AccessRequest {
    @Override
    public String refusal(UserInfo user) {
      return clean(
          "User " + GoText.quote(user.name()) + " cannot " + verb + " path " + GoText.quote(path));
    }
  }

  /** What comes from the request must not look like HTML to anyone. */
  private static String clean(String message) {
    return message.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
