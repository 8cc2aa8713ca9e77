// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.command.CommandFailure;

/** In which namespace an object of a file is. */
final class Namespaces {
  private Namespaces() {}

  /**
   * Its own, else the one of the command; empty for types that are in none. It is written into the
   * object.
   *
   * @param given whether a person has named it: then an object that names another is refused
   */
  static String of(ObjectNode object, ResourceType type, String namespace, boolean given) {
    if (!type.namespaced()) {
      return "";
    }
    ObjectNode metadata = object.withObjectProperty("metadata");
    String own = metadata.path("namespace").asText();
    if (own.isEmpty()) {
      metadata.put("namespace", namespace);
      return namespace;
    }
    if (given && !own.equals(namespace)) {
      throw new CommandFailure(
          "the namespace of the object, \"%s\", is not that of --namespace, \"%s\" (expected: the same)"
              .formatted(own, namespace));
    }
    return own;
  }
}
