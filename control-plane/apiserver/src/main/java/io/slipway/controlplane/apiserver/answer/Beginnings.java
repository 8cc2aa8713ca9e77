// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.rbac.DefaultRoles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * What every API has from its start; roles and bindings only seem to be there: they are made when
 * somebody first asks for them, or for somebody whose rights they are. Thread-safe.
 */
final class Beginnings {
  private static final int FIRST_FAILURE = 300;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final KubernetesApi api;
  private volatile boolean rolesMade;
  private boolean making;

  Beginnings(KubernetesApi api) {
    this.api = api;
  }

  /**
   * Makes the roles and bindings that there are unless somebody took them away, once. Blocks for
   * the disk.
   *
   * @throws IllegalStateException if one cannot be made; the next call tries again
   */
  void requireRoles() {
    if (!rolesMade) {
      makeRolesOnce();
    }
  }

  private synchronized void makeRolesOnce() {
    if (rolesMade || making) {
      return; // making them asks for them
    }
    making = true;
    try {
      makeRoles();
      rolesMade = true;
    } finally {
      making = false;
    }
  }

  /** Makes what is not there yet. */
  static void make(KubernetesApi api) {
    for (String namespace : List.of("default", "kube-system")) {
      make(
          api,
          "/api/v1/namespaces",
          "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\""
              + namespace
              + "\"}}");
    }
  }

  private void makeRoles() {
    String path = "/apis/rbac.authorization.k8s.io/v1/";
    for (ObjectNode document : DefaultRoles.documents()) {
      String kind = document.path("kind").asText().toLowerCase(Locale.ROOT);
      String name = document.path("metadata").path("name").asText();
      ApiCall there = OwnCalls.of("GET", path + kind + "s/" + name, null);
      if (api.answer(there) instanceof ApiReply.Whole reply && reply.status() == NOT_FOUND) {
        make(api, path + kind + 's', document.toString());
      }
    }
  }

  /** Makes the account that Pods of a namespace have unless they say another. */
  static void makeAccount(KubernetesApi api, String namespace) {
    api.answer(
        OwnCalls.of(
            "POST",
            "/api/v1/namespaces/" + namespace + "/serviceaccounts",
            "{\"metadata\":{\"name\":\"default\"}}"));
  }

  private static void make(KubernetesApi api, String path, String document) {
    if (api.answer(OwnCalls.of("POST", path, document)) instanceof ApiReply.Whole reply
        && reply.status() >= FIRST_FAILURE
        && reply.status() != CONFLICT) {
      throw new IllegalStateException(
          "cannot make " + document + ": " + new String(reply.body(), StandardCharsets.UTF_8));
    }
  }
}
