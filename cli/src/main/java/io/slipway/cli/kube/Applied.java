// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** What an apply has made of an object. */
public enum Applied {
  CREATED,
  CONFIGURED,
  UNCHANGED;

  /**
   * @param before null if it is not known or was not there
   */
  static Applied of(@Nullable JsonNode before, KubeClient.Answer answer) {
    if (answer.created()) {
      return CREATED;
    }
    return before != null && said(before).equals(said(answer.object())) ? UNCHANGED : CONFIGURED;
  }

  /** Without what every write changes. */
  private static JsonNode said(JsonNode object) {
    JsonNode copy = object.deepCopy();
    if (copy.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove("managedFields");
      metadata.remove("resourceVersion");
    }
    return copy;
  }
}
