// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.catalog.LiveCatalog;
import io.slipway.controlplane.apiserver.catalog.ServedKind;
import java.util.function.Consumer;

/** What the API does itself after a write. */
final class Reactions implements WriteListener {
  private final LiveCatalog catalog;
  private final Rights rights;
  private final Garbage garbage;
  private final Consumer<String> accounts;

  /**
   * @param accounts is told of namespaces, whose default accounts it makes
   */
  Reactions(LiveCatalog catalog, Rights rights, Garbage garbage, Consumer<String> accounts) {
    this.accounts = accounts;
    this.catalog = catalog;
    this.rights = rights;
    this.garbage = garbage;
  }

  @Override
  public void written(ServedKind kind, ObjectNode object, boolean removed) {
    switch (kind.resource().resource().group()) {
      case Rights.GROUP -> {
        if (kind.resource().kind().kind().equals("ClusterRole")) {
          rights.clusterRoleChanged();
        } else {
          rights.changed();
        }
      }
      case "apiextensions.k8s.io" -> catalog.definitionsChanged();
      default -> {}
    }
    garbage.written(kind, object, removed);
    if (!removed && kind.resource().kind().kind().equals("Namespace")) {
      accounts.accept(object.path("metadata").path("name").asText());
    }
  }
}
