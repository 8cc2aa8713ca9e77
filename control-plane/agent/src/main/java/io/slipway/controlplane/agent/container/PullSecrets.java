// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.Json;
import io.slipway.controlplane.client.MalformedObjectException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Credentials of registries, of Secrets in both forms that Kubernetes has. Pure but for state. */
final class PullSecrets {
  private final Map<String, Object> credentials = new LinkedHashMap<>();

  /**
   * Adds those of a Secret; those that are there already stay.
   *
   * @return whether it has any that can be read
   */
  boolean add(Map<String, byte[]> secret) {
    try {
      byte[] config = secret.get(".dockerconfigjson");
      byte[] old = secret.get(".dockercfg");
      Map<String, Object> found;
      if (config != null) {
        found = Fields.of(Json.object(config)).fields("auths").json();
      } else if (old != null) {
        found = Json.object(old);
      } else {
        return false;
      }
      found.forEach(credentials::putIfAbsent);
      return true;
    } catch (IOException | MalformedObjectException _) {
      return false; // what is in it is not for messages
    }
  }

  boolean isEmpty() {
    return credentials.isEmpty();
  }

  /** As podman and docker read them. */
  String text() {
    return Json.text(Map.of("auths", credentials));
  }
}
