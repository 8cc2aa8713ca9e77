// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

import java.util.Map;

/**
 * An object as the API gave it.
 *
 * @param json not changed by anybody
 */
public record KubeObject(Map<String, Object> json) {
  public Fields fields() {
    return Fields.of(json);
  }

  public Fields metadata() {
    return fields().fields("metadata");
  }

  public Fields spec() {
    return fields().fields("spec");
  }

  public Fields status() {
    return fields().fields("status");
  }

  public String kind() {
    return fields().text("kind");
  }

  public String name() {
    return metadata().text("name");
  }

  /** Empty for what is in no namespace. */
  public String namespace() {
    return metadata().text("namespace");
  }

  public String uid() {
    return metadata().text("uid");
  }

  public String resourceVersion() {
    return metadata().text("resourceVersion");
  }

  public Map<String, String> labels() {
    return metadata().textMap("labels");
  }

  public Map<String, String> annotations() {
    return metadata().textMap("annotations");
  }

  /** Whether its deletion has been asked for. */
  public boolean isDeleting() {
    return metadata().has("deletionTimestamp");
  }

  /** {@code namespace/name}, or the name alone. */
  public String key() {
    return namespace().isEmpty() ? name() : namespace() + "/" + name();
  }

  @Override
  public String toString() {
    return kind() + " " + key();
  }
}
