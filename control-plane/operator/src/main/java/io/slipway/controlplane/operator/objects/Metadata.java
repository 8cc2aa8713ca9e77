// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.objects;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Of an object's metadata what decisions are made by.
 *
 * @param namespace empty for an object of the whole cluster
 * @param uid empty until the API has given one
 * @param resourceVersion empty until the API has given one
 * @param created as the API writes it, empty until then; later is greater
 * @param deleting whether it has been asked to go
 * @param owner its controller, null if it has none
 */
public record Metadata(
    String namespace,
    String name,
    String uid,
    String resourceVersion,
    long generation,
    String created,
    boolean deleting,
    Map<String, String> labels,
    Map<String, String> annotations,
    @Nullable Owner owner) {
  public Metadata {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  /** Of an object that is to be created. */
  public static Metadata of(
      ObjectKey key, Map<String, String> labels, Map<String, String> annotations, Owner owner) {
    return new Metadata(
        key.namespace(), key.name(), "", "", 0, "", false, labels, annotations, owner);
  }

  public ObjectKey key() {
    return new ObjectKey(namespace, name);
  }
}
