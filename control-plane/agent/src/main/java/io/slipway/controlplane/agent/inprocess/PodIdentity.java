// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.inprocess;

import java.util.Map;
import java.util.Objects;

/** Which Pod it is, and what its makers say about it. */
public record PodIdentity(
    String namespace,
    String name,
    String uid,
    Map<String, String> labels,
    Map<String, String> annotations) {
  public PodIdentity {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(uid, "uid");
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
