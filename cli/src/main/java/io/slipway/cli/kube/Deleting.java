// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Deletes objects, each with the same options. */
public record Deleting(KubeClient client, ObjectNode options) {
  /** How what is owned goes: with the owner, before it, or not at all. */
  public enum Cascade {
    BACKGROUND("Background"),
    FOREGROUND("Foreground"),
    ORPHAN("Orphan");

    private final String policy;

    Cascade(String policy) {
      this.policy = policy;
    }
  }

  /**
   * @param graceSeconds how long a Pod may take; negative for what it says itself
   */
  public static Deleting with(
      KubeClient client, Cascade cascade, int graceSeconds, boolean dryRun) {
    ObjectNode options =
        KubeJson.object()
            .put("kind", "DeleteOptions")
            .put("apiVersion", "v1")
            .put("propagationPolicy", cascade.policy);
    if (graceSeconds >= 0) {
      options.put("gracePeriodSeconds", graceSeconds);
    }
    if (dryRun) {
      options.putArray("dryRun").add("All");
    }
    return new Deleting(client, options);
  }

  /**
   * @return the uid of what is, or will be, deleted; empty if the API does not tell
   * @throws ApiFailure if there is none, or it may not be
   */
  public String delete(ResourceType type, String namespace, String name) {
    JsonNode answer = client.delete(type.path(namespace, name), options);
    String uid = answer.path("metadata").path("uid").asText();
    return uid.isEmpty() ? answer.path("details").path("uid").asText() : uid;
  }
}
